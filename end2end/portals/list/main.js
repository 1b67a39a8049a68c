import { mount } from "devserver-jobs";

mount(document.querySelector("main"), { projectId: "demo" });
