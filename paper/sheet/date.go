package sheet

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gongkai/law/calendar"
)

// ErrDate refuses a cell that is not a date.
var ErrDate = errors.New("不是日期，日期可写成 2017-06-30、2017/6/30、2017年6月30日或 20170630")

// Date reads a date as people write it in tables: 2017-06-30, 2017/6/30,
// 2017.6.30, 2017年6月30日, 20170630, also in brackets, in full-width digits,
// and with a time of day after it, which is dropped. "" is [calendar.NoDay].
// A month without a day and the serial numbers of spreadsheets are refused.
func Date(s string) (calendar.Day, error) {
	var b []byte
	for _, r := range s {
		switch {
		case r >= '０' && r <= '９':
			b = append(b, byte(r-'０'+'0'))
		case r == '年' || r == '月' || r == '/' || r == '.' || r == '-' || r == '／' || r == '．' || r == '－':
			b = append(b, '-')
		case strings.ContainsRune("〔〕[]()（）【】［］", r):
		case r == '\u3000' || r == '\u00a0' || r == '\t' || r == '\n' || r == '\r':
			b = append(b, ' ')
		case r == '日' || r == 'T':
			b = append(b, ' ')
		case r < 0x80:
			b = append(b, byte(r))
		default:
			return calendar.NoDay, fmt.Errorf("%q %w", shortened(s), ErrDate)
		}
	}
	day, clock, _ := strings.Cut(strings.TrimSpace(string(b)), " ")
	if day == "" && clock == "" {
		return calendar.NoDay, nil
	}
	y, m, d, ok := parts(day)
	if !ok || !isClock(strings.TrimSpace(clock)) {
		return calendar.NoDay, fmt.Errorf("%q %w", shortened(s), ErrDate)
	}
	got := calendar.Date(y, time.Month(m), d)
	if t := got.Time(); t.Day() != d || int(t.Month()) != m {
		return calendar.NoDay, fmt.Errorf("%q %w", shortened(s), ErrDate)
	}
	return got, nil
}

func shortened(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

func parts(s string) (y, m, d int, ok bool) {
	if len(s) == 8 && strings.IndexByte(s, '-') < 0 {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	year, rest, _ := strings.Cut(s, "-")
	month, day, _ := strings.Cut(rest, "-")
	if len(year) != 4 || len(month) > 2 || len(day) > 2 {
		return 0, 0, 0, false
	}
	y, m, d = digits(year), digits(month), digits(day)
	return y, m, d, y > 0 && m > 0 && m <= 12 && d > 0 && d <= 31
}

// digits is the number, or -1.
func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	if s == "" {
		return -1
	}
	return n
}

// isClock says whether s is nothing or begins like a time of day.
func isClock(s string) bool {
	if s == "" {
		return true
	}
	hour, rest, ok := strings.Cut(s, ":")
	minute, _, _ := strings.Cut(rest, ":")
	h, m := digits(hour), digits(strings.TrimRight(minute, "Z"))
	return ok && h >= 0 && h < 25 && m >= 0 && m < 60
}
