import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Requests go to the app as if it served the page itself. `vite preview` has the same proxy.
const app = process.env.APP ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/texts": app, "/uploads": app, "/alerts": app } },
});
