import { Show, createSignal } from "solid-js";

import { check } from "../../check.js";

export default function Check() {
  const [shown, setShown] = createSignal(true);
  const [settings, setSettings] = createSignal(check.first);
  check.show = setShown;
  check.set = setSettings;

  return (
    <Show when={shown()}>
      <devserver-jobs
        prop:projectId={settings().projectId}
        prop:theme={settings().theme}
        prop:pageSize={settings().pageSize}
        prop:syncUrl={settings().syncUrl}
        prop:filterVisible={settings().filterVisible}
        prop:projects={settings().projects}
        prop:columns={settings().columns}
        prop:messages={settings().messages}
        prop:labels={settings().labels}
        prop:fetch={settings().fetch}
        on:devserver-jobs-load={check.hear}
        on:devserver-jobs-select={check.hear}
        on:devserver-jobs-filter={check.hear}
        on:devserver-jobs-refresh={check.hear}
        on:devserver-jobs-error={check.hear}
        on:devserver-jobs-warning={check.hear}
      />
    </Show>
  );
}
