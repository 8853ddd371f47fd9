package norm

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"gongkai/law/calendar"
)

var (
	// Spaces and full-width digits are gone by then.
	effectiveOn  = regexp.MustCompile(`自(\d{4})年(\d{1,2})月(\d{1,2})日起(?:正式)?(?:施行|实施|执行|生效)`)
	effectiveNow = regexp.MustCompile(`自(?:公布|发布|印发|下发|颁布)之日起(?:(\d{1,3})日后)?(?:施行|实施|执行|生效)`)
	validUntil   = regexp.MustCompile(`有效期(?:至|到|截至|截止)(\d{4})年(\d{1,2})月(\d{1,2})日`)
	validFor     = regexp.MustCompile(`有效期(?:限)?(?:为|是)?([一二两三四五六七八九十]|\d{1,2})年`)
)

var years = map[string]int{"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

// Term reads from the text of a norm when it takes effect and the last day of
// its validity, as its final article says. issued is the day it was issued,
// which is when it takes effect if the text says nothing; expires is NoDay if
// the text gives no term. The last statement counts: it stands at the end.
func Term(plain string, issued calendar.Day) (effective, expires calendar.Day) {
	plain = strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '　' || r == '\u00a0' || r == '\n':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		}
		return r
	}, plain)
	effective, expires = issued, calendar.NoDay
	if m := last(effectiveOn, plain); m != nil {
		if day := date(m[1:]); day >= issued {
			effective = day
		}
	} else if m := last(effectiveNow, plain); m != nil && m[1] != "" && issued != calendar.NoDay {
		days, _ := strconv.Atoi(m[1])
		effective = issued + calendar.Day(days)
	}
	if m := last(validUntil, plain); m != nil {
		expires = date(m[1:])
	} else if m := last(validFor, plain); m != nil && effective != calendar.NoDay {
		n, ok := years[m[1]]
		if !ok {
			n, _ = strconv.Atoi(m[1])
		}
		if n > 0 {
			expires = calendar.On(effective.Start().AddDate(n, 0, 0)) - 1
		}
	}
	if expires <= effective {
		expires = calendar.NoDay
	}
	return effective, expires
}

func last(re *regexp.Regexp, s string) []string {
	all := re.FindAllStringSubmatch(s, -1)
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// date is NoDay for what is no date.
func date(m []string) calendar.Day {
	y, _ := strconv.Atoi(m[0])
	month, _ := strconv.Atoi(m[1])
	d, _ := strconv.Atoi(m[2])
	day := calendar.Date(y, time.Month(month), d)
	if t := day.Time(); int(t.Month()) != month || t.Day() != d {
		return calendar.NoDay
	}
	return day
}
