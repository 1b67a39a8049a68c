// The scaffolding itself: a gateway comes up, goes and comes back.
import { expect, test } from './fixtures';

test('the gateway is healthy, also after a restart on the same port', async ({ gateway, request }) => {
  await expect(await request.get('/healthz')).toBeOK();

  await gateway.stop();
  await expect(request.get('/healthz')).rejects.toThrow('ECONNREFUSED');

  await gateway.start();
  await expect(await request.get('/healthz')).toBeOK();
});
