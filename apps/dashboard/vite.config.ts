import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = process.env['TAKTSTOCK_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/app/',
  plugins: [react()],
  // Nothing may be inlined as data: the page's policy allows images that way, but no fonts.
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  // `npm run dev`: the page from here, everything else from a running stack.
  server: {
    proxy: Object.fromEntries(
      ['/api', '/runs', '/sessions', '/workers', '/ws-tickets', '/ws'].map((path) => [
        path,
        { target: api, ws: path === '/ws' },
      ]),
    ),
  },
});
