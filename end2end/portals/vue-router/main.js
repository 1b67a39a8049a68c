// A portal of three pages, the second of which is the job list. `?hash` keeps the page in the fragment.
import "devserver-jobs";
import { createApp, h } from "vue";
import { RouterLink, RouterView, createRouter, createWebHashHistory, createWebHistory } from "vue-router";

const isHash = location.search.includes("hash");
const base = location.pathname.replace(/\/(jobs|about)$/, "/");
const page = (name) => ({ render: () => h("h1", name) });
const jobs = { render: () => h("devserver-jobs", { "project-id": "demo", "page-size": "5", "sync-url": "" }) };
const routes = [
  { path: "/", component: page("Home") },
  { path: "/jobs", component: jobs },
  { path: "/about", component: page("About") },
];
const router = createRouter({ history: isHash ? createWebHashHistory() : createWebHistory(base), routes });
const link = (to, name) => h(RouterLink, { to }, () => name);
const portal = {
  render: () => [h("nav", [link("/", "Home"), link("/jobs", "Jobs"), link("/about", "About")]), h(RouterView)],
};
createApp(portal).use(router).mount(document.body);
