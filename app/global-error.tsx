"use client";

/** Stands in for the whole document when even the layout failed, so it needs nothing from it. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <title>Rollcall: something failed</title>
        <h1>Rollcall could not draw this page</h1>
        <p>Load it again. The server's log has the cause{error.digest ? ` under ${error.digest}` : ""}.</p>
      </body>
    </html>
  );
}
