import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  // Vue would look for a component of its own by that name.
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "devserver-jobs" } } })],
  // `cargo xtask demo` listens there.
  server: { proxy: { "/v1": "http://127.0.0.1:8787" } },
});
