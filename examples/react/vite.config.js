import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // What the element asks for. For older ones Vite takes `light-dark()` out of style sheets, and with it the
  // dark half of a theme.
  build: { cssTarget: ["chrome123", "firefox121", "safari17.5"] },
  // `cargo xtask demo` listens there.
  server: { proxy: { "/v1": "http://127.0.0.1:8787" } },
});
