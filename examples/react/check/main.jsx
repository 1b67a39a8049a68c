import { createRoot } from "react-dom/client";

import { start } from "../../check.js";
import Check from "./Check.jsx";

const render = () => createRoot(document.getElementById("checks")).render(<Check />);
start(() => import("devserver-jobs"), render);
