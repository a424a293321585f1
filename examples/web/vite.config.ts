import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Requests go to the app as if it served the page itself, with the page's own
// host: a gateway refuses other pages. `vite preview` has the same proxy.
const target = process.env.APP ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      "/texts": { target },
      "/uploads": { target },
      "/alerts": { target },
      "/v1/realtime": { target, ws: true },
    },
  },
});
