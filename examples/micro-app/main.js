import microApp from "micro-app-1.0";

import { start } from "./portal.js";

start(microApp);
