// Read by every launcher before anything else: no imports, and nothing newer than the oldest Node it refuses.

/** The range of package.json's "engines"; test/dependencies.test.ts holds the two together. */
export const SUPPORTED = "^20.19.0 || ^22.12.0 || >=24.0.0";

export function isSupported(version) {
  const [major, minor] = version.split(".").map(Number);
  if (major === 20) return minor >= 19;
  if (major === 22) return minor >= 12;
  return major >= 24;
}

/** Ends the process with one readable sentence when this Node is too old to run Rollcall. */
export function refuseOldNode(version = process.versions.node) {
  if (isSupported(version)) return;
  console.error(
    `Rollcall needs Node ${SUPPORTED}; this is Node ${version}. Install Node 22 or 24 (https://nodejs.org).`,
  );
  process.exit(1);
}
