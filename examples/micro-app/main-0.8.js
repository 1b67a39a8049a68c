import microApp from "micro-app-0.8";

import { start } from "./portal.js";

start(microApp);
