import { z } from "zod";
import type { Input } from "@/lib/http";

/** What a good answer is: a schema (JSON), or what else it holds. */
export type Answer = {
  description: string;
  schema?: z.ZodType;
  /** One content type or several; JSON where none is named. */
  type?: string | string[];
  headers?: string[];
};

/**
 * One call of the API: what the route parses and what the OpenAPI document says are this same object. Every
 * call may also answer 400, 500 and 503, and 401 and 403 unless it is open; `problems` names the others.
 */
export type Operation = Input & {
  id: string;
  method: "get" | "head" | "options" | "post" | "put" | "patch" | "delete";
  path: `/api/${string}`;
  tag: string;
  summary: string;
  description?: string;
  isOpen?: boolean;
  /** Whatever the scopes of a key are, it may make this call. */
  isForAnyKey?: boolean;
  /** Request headers that the handler reads. */
  headers?: z.ZodObject;
  /** The body is bytes that flow through; nothing parses them here. */
  isUpload?: boolean;
  /** The content type of those bytes; application/octet-stream where none is named. */
  uploadType?: string;
  answers: Record<number, Answer>;
  problems?: number[];
};

/** Ids are bigints in decimal; they are text on the wire because JavaScript cannot hold all of them. */
export const Id = z.string().regex(/^\d{1,18}$/, "an id is a whole number");

export const ById = z.object({ id: Id });

/** A page of a list; `nextCursor` is null on the last one. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
