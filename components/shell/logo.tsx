/** A roll: four names called, one answered. */
export function Logo() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      {[3, 7, 11, 15].map((y) => (
        <rect
          key={y}
          x={y === 11 ? 6 : 2}
          y={y - 1}
          width={y === 11 ? 10 : 14}
          height="2"
          rx="1"
          fill={y === 11 ? "var(--rc-text)" : "var(--rc-text-3)"}
        />
      ))}
      <circle cx="3" cy="11" r="2" fill="var(--answer-exists)" />
    </svg>
  );
}
