import Link from "next/link";
import { Empty } from "@/components/ui/empty";

export default function NotFound() {
  return (
    <main>
      <Empty title="There is nothing under this address" why="The link may be mistyped.">
        <Link className="link" href="/">
          To the overview
        </Link>
      </Empty>
    </main>
  );
}
