"use client";
import { CopyButton } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { Block } from "@/components/ui/block";

const KEY = "npm run --silent api-key -- --name uploads --scopes ingest,read";

function Line({ text }: { text: string }) {
  return (
    <div className="row top code-line">
      <code className="mono grow">{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <button type="button" className="link plain small t2" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </button>
        )}
      </CopyButton>
    </div>
  );
}

/** The same upload without a browser. `-T` streams: the file is never held in memory. */
export function CurlExample() {
  const isMounted = useMounted();
  const here = isMounted ? window.location.origin : "http://127.0.0.1:3000";
  return (
    <Block title="From a terminal" note="a key first, once; then any number of files">
      <div className="body stack tight">
        <Line text={KEY} />
        <Line
          text={`curl -X POST -T sign-ins.json.gz -H "Authorization: Bearer $ROLLCALL_KEY" "${here}/api/v1/imports?filename=sign-ins.json.gz"`}
        />
        <Line text={`curl -H "Authorization: Bearer $ROLLCALL_KEY" "${here}/api/v1/imports"`} />
      </div>
    </Block>
  );
}
