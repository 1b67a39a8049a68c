// A portal whose page counts as stable when nothing is waiting in its zone, as Angular does it.
import "zone.js";

globalThis.waiting = { macroTask: false, microTask: false };
const zone = Zone.current.fork({
  name: "angular",
  onHasTask(delegate, current, target, state) {
    delegate.hasTask(target, state);
    if (current === target) waiting[state.change] = state[state.change];
  },
});
// Loaded when it is needed: then the element is defined inside the zone, as webpack loads it.
zone.run(() =>
  import("devserver-jobs").then(({ mount }) => {
    globalThis.jobs = mount(document.body, { projectId: "demo", refreshInterval: "auto" });
  }),
);
globalThis.inZone = (act) => zone.run(act);
