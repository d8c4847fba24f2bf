import type { NextConfig } from "next";
import { API_HEADERS, COMMON_HEADERS } from "./lib/page-headers";

const listed = (headers: Record<string, string>) =>
  Object.entries(headers).map(([key, value]) => ({ key, value }));

const config: NextConfig = {
  poweredByHeader: false,
  reactCompiler: true,
  // `npm run check` holds the types; a start on a fresh clone need not check every test once more.
  typescript: { ignoreBuildErrors: true },
  // The image optimiser fetches and decodes for whoever asks; no page needs it.
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  serverExternalPackages: ["pg", "pg-copy-streams", "graphile-worker", "pino", "iconv-lite", "better-auth"],
  // proxy.ts answers with a relative redirect itself, so that this answer carries the headers too.
  skipTrailingSlashRedirect: true,
  async headers() {
    return [
      { source: "/:path*", headers: listed(COMMON_HEADERS) },
      { source: "/api/:path*", headers: listed(API_HEADERS) },
    ];
  },
};

export default config;
