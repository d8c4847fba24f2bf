import Link from "next/link";
import { PageBar } from "@/components/shell/page-bar";
import { Empty } from "@/components/ui/empty";

export default function NotFound() {
  return (
    <>
      <PageBar title="Not found" />
      <Empty
        title="There is nothing under this address"
        why="The link may be mistyped, or the sample data it belonged to was removed."
      >
        <Link className="link" href="/alerts">
          All alerts
        </Link>
        <Link className="link" href="/">
          Overview
        </Link>
      </Empty>
    </>
  );
}
