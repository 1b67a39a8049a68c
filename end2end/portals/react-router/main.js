// A portal of three pages, the second of which is the job list. `?hash` keeps the page in the fragment.
import "devserver-jobs";
import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { Link, Outlet, createBrowserRouter, createHashRouter } from "react-router";
import { RouterProvider } from "react-router/dom";

const isHash = location.search.includes("hash");
const basename = location.pathname.replace(/\/(jobs|about)?$/, "");
const jobs = h("devserver-jobs", { "project-id": "demo", "page-size": "5", "sync-url": "" });
const nav = h("nav", {}, h(Link, { to: "/" }, "Home"), h(Link, { to: "/jobs" }, "Jobs"), h(Link, { to: "/about" }, "About"));
const routes = [
  {
    element: [h("div", { key: 1 }, nav), h("main", { key: 2 }, h(Outlet))],
    children: [
      { path: "/", element: h("h1", {}, "Home") },
      { path: "/jobs", element: jobs },
      { path: "/about", element: h("h1", {}, "About") },
    ],
  },
];
const router = isHash ? createHashRouter(routes) : createBrowserRouter(routes, { basename });
const place = document.body.appendChild(document.createElement("div"));
createRoot(place).render(h(RouterProvider, { router }));
