export function binaries(): string;
export function owner(): { uid?: number; gid?: number };
export function urlOf(folder: string, database: string): string;
export function startPostgres(
  folder: string,
  options?: { durable?: boolean },
): Promise<{ url: (database: string) => string; stop: () => Promise<void> }>;
