import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  // `cargo xtask demo` listens there.
  server: { proxy: { "/v1": "http://127.0.0.1:8787" } },
});
