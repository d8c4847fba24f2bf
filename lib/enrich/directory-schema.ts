import { z } from "zod";

/** What a directory export may state of people besides their names; each is optional. */
export const DirectoryField = z.enum(["mail", "displayName", "enabled", "privileged", "created"]);
export type DirectoryField = z.infer<typeof DirectoryField>;

/** A row of a directory export. Null and "" are "not stated". Nothing is folded yet. */
export type Person = {
  name: string;
  mail: string;
  displayName: string;
  isEnabled: boolean | null;
  isPrivileged: boolean | null;
  created: Date | null;
  /** Fields whose value could not be read; they count as not stated. */
  unread: DirectoryField[];
};

const Count = z.number().int().min(0);
const Reasons = z.record(z.string(), Count);

/** The receipt of a directory export: rows.read = accepted + duplicate + rejected, always. */
export const Directory = z.object({
  id: z.string(),
  tenant: z.string(),
  filename: z.string(),
  bytes: Count,
  rows: z.object({ read: Count, accepted: Count, duplicate: Count, rejected: Count }),
  rejectedBy: Reasons,
  unreadBy: Reasons.meta({ description: "Values that could not be read and count as not stated, by field." }),
  states: z.array(DirectoryField).meta({ description: "The optional fields that some row states." }),
  privileged: Count,
  disabled: Count,
  uploadedBy: z.string(),
  uploadedAt: z.iso.datetime(),
});
export type Directory = z.infer<typeof Directory>;

export const DirectoryReject = z.object({ position: z.number().int(), reason: z.string(), raw: z.string() });
export type DirectoryReject = z.infer<typeof DirectoryReject>;

const TenantName = z.string().trim().min(1).max(100);

export const DirectoryQuery = z.object({ tenant: TenantName.optional() });
export type DirectoryQuery = z.infer<typeof DirectoryQuery>;

export const DirectoryUploadQuery = z.object({
  filename: z.string().trim().min(1).max(255),
  tenant: TenantName.optional(),
});
export type DirectoryUploadQuery = z.infer<typeof DirectoryUploadQuery>;

/** The tenant of whoever names none. */
export const USUAL_TENANT = "default";

/** More rejected rows than these are counted but not kept; the file then is no directory. */
export const MOST_REJECTS = 10_000;
