package printed

import (
	"math"
	"strconv"
	"strings"
)

// Number is an exact decimal in millionths.
type Number int64

const unit = 1_000_000

// most is the largest number read: larger ones are typing errors, and sums of
// all cells of a table stay exact.
const most = 100_000_000_000

// Whole is the number n.
func Whole(n int64) Number { return Number(n * unit) }

// IsWhole says whether the number has no decimals.
func (n Number) IsWhole() bool { return n%unit == 0 }

// String writes the number in full, without trailing zeros: "59237.2449".
func (n Number) String() string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	whole := strconv.FormatInt(int64(n/unit), 10)
	if n.IsWhole() {
		return sign + whole
	}
	part := strconv.FormatInt(int64(n%unit)+unit, 10)[1:]
	return sign + whole + "." + strings.TrimRight(part, "0")
}

// MarshalJSON writes the number as a number.
func (n Number) MarshalJSON() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalJSON reads what [Number.MarshalJSON] wrote, sums of the largest
// numbers too: what was signed can be read.
func (n *Number) UnmarshalJSON(b []byte) error {
	s, minus := strings.CutPrefix(string(b), "-")
	v, err := exact(s, math.MaxInt64/unit)
	if minus {
		v = -v
	}
	*n = v
	return err
}

// decimal reads digits with at most one point and six decimals.
func decimal(s string) (Number, error) { return exact(s, most) }

// exact is [decimal] for numbers below a limit.
func exact(s string, limit int64) (Number, error) {
	whole, part, _ := strings.Cut(s, ".")
	for _, digits := range []string{whole, part} {
		for _, c := range digits {
			if c < '0' || c > '9' {
				return 0, ErrNumber
			}
		}
	}
	if whole == "" || strings.HasSuffix(s, ".") {
		return 0, ErrNumber
	}
	part = strings.TrimRight(part, "0")
	if len(part) > 6 {
		return 0, ErrDecimals
	}
	whole = strings.TrimLeft(whole, "0")
	if len(whole) > 13 {
		return 0, ErrLarge
	}
	n, err := strconv.ParseInt("0"+whole, 10, 64)
	if err != nil || n >= limit {
		return 0, ErrLarge
	}
	d, err := strconv.ParseInt("0"+part+strings.Repeat("0", 6-len(part)), 10, 64)
	if err != nil {
		return 0, ErrNumber
	}
	return Number(n*unit + d), nil
}
