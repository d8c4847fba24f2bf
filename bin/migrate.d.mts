export function migrate(connectionString: string, folder?: string): Promise<string[]>;
