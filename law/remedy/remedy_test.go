package remedy_test

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/law/remedy"
)

func day(s string) calendar.Day { return calendar.MustDay(s) }

func outcomes(t *testing.T, codes string) []regulation.Outcome {
	t.Helper()
	var out []regulation.Outcome
	for _, code := range strings.Fields(codes) {
		o, ok := regulation.OutcomeByCode(code)
		if !ok {
			t.Fatalf("no outcome %s", code)
		}
		out = append(out, o)
	}
	return out
}

func TestRoadsByOutcomeAndDate(t *testing.T) {
	for _, c := range []struct {
		codes, on string
		want      string // "both 6个月", "first", "none"
	}{
		{"2008-4", "2015-04-30", "both 3个月"},
		{"2008-4", "2015-05-01", "both 6个月"},
		{"2008-4", "2017-06-30", "both 6个月"},
		{"2008-7", "2017-06-30", "none"}, // the notice to supplement decides nothing
		{"2008-withdrawn", "2017-06-30", "none"},
		{"2019-B3.3.4", "2023-12-31", "both 6个月"},
		{"2019-B3.3.4", "2024-01-01", "first"},
		{"2019-B3.3.1", "2024-01-01", "first"}, // art. 14
		{"2019-B3.3.2", "2024-01-01", "first"},
		{"2019-B3.3.3", "2024-01-01", "first"},
		{"2019-B3.3.5", "2026-03-02", "first"}, // art. 16
		{"2019-B3.3.6", "2026-03-02", "first"},
		{"2019-B3.3.7", "2026-03-02", "first"},
		{"2019-39-channel", "2026-03-02", "none"}, // no request, so nothing is decided of one
		{"2019-B3.3.8", "2026-03-02", "both 6个月"}, // points to a registry: art. 36(7)
		{"2019-B3.2", "2026-03-02", "first"},      // a part is refused
		{"2019-B3.2", "2023-06-01", "both 6个月"},
		{"2019-B3.1-public", "2026-03-02", "both 6个月"},
		{"2019-B3.1-given", "2026-03-02", "both 6个月"},
		{"2019-B3.4.1-none", "2026-03-02", "both 6个月"},
		{"2019-B3.4.1-other", "2026-03-02", "both 6个月"},
		{"2019-B3.4.2", "2026-03-02", "both 6个月"},
		{"2019-B3.5.2", "2026-03-02", "both 6个月"},
		{"2019-B3.6.1", "2026-03-02", "both 6个月"},
		{"2019-B3.6.3-withdrawn", "2026-03-02", "none"},
		{"2019-B3.1-given 2019-B3.3.4", "2026-03-02", "first"}, // one part of many
		{"2019-B3.1-given 2019-B3.4.1-none", "2026-03-02", "both 6个月"},
		{"", "2026-03-02", "both 6个月"}, // silence
		{"", "2008-04-30", "none"},     // before the Regulation
		{"2008-4", "2008-04-30", "none"},
	} {
		rights, got := remedy.Rights(outcomes(t, c.codes), day(c.on)), "none"
		if len(rights) == 2 && rights[0].Route == remedy.Reconsideration && rights[1].Route == remedy.Suit && rights[0].Within == 60 && rights[0].Unit == remedy.Days {
			switch apply, sue := rights[0], rights[1]; {
			case apply.First && sue.Within == 15 && sue.Unit == remedy.Days && sue.Since == remedy.SinceDecision:
				got = "first"
			case !apply.First && !sue.First && sue.Within == 3 && sue.Unit == remedy.Months:
				got = "both 3个月"
			case !apply.First && !sue.First && sue.Within == 6 && sue.Unit == remedy.Months:
				got = "both 6个月"
			default:
				got = "neither"
			}
		}
		if got != c.want {
			t.Errorf("%q on %s: %s, want %s: %+v", c.codes, c.on, got, c.want, rights)
		}
		if advice := remedy.Advice(outcomes(t, c.codes), day(c.on), remedy.Bodies{}); (advice == "") != (c.want == "none") || strings.Contains(advice, "应当先") != (c.want == "first") {
			t.Errorf("%q on %s: %s", c.codes, c.on, advice)
		}
	}
}

func TestAdvice(t *testing.T) {
	city := remedy.Bodies{Reconsideration: "某某市人民政府", Court: "某某市中级人民法院"}
	for _, c := range []struct {
		codes, on string
		bodies    remedy.Bodies
		want      string
	}{
		{"2008-6", "2014-09-01", city, "对本答复不服的，可以自收到本答复之日起60日内向某某市人民政府申请行政复议，也可以自收到本答复之日起3个月内直接向某某市中级人民法院提起行政诉讼。"},
		{"2019-B3.3.4", "2023-12-31", city, "对本答复不服的，可以自收到本答复之日起60日内向某某市人民政府申请行政复议，也可以自收到本答复之日起6个月内直接向某某市中级人民法院提起行政诉讼。"},
		{"2019-B3.3.4", "2024-01-01", city, "对本答复不服的，根据《中华人民共和国行政复议法》第二十三条第一款第（四）项的规定，应当先自收到本答复之日起60日内向某某市人民政府申请行政复议；对行政复议决定不服的，可以再自收到行政复议决定书之日起15日内向某某市中级人民法院提起行政诉讼。"},
		{"2019-B3.4.1-none", "2025-06-01", remedy.Bodies{}, "对本答复不服的，可以自收到本答复之日起60日内向有管辖权的行政复议机关申请行政复议，也可以自收到本答复之日起6个月内直接向有管辖权的人民法院提起行政诉讼。"},
		{"", "2025-06-01", city, "逾期未收到答复的，可以自答复期限届满之日起60日内向某某市人民政府申请行政复议，也可以自答复期限届满之日起6个月内直接向某某市中级人民法院提起行政诉讼。"},
	} {
		if got := remedy.Advice(outcomes(t, c.codes), day(c.on), c.bodies); got != c.want {
			t.Errorf("%s on %s: %s", c.codes, c.on, got)
		}
	}
}

func TestDueDays(t *testing.T) {
	for _, c := range []struct {
		limit       remedy.Limit
		from, want  string // "" : the law of that day has no such limit
		article     string
		provisional bool
	}{
		{remedy.Apply, "2024-01-22", "2024-03-22", "第二十条", false},
		{remedy.Apply, "2023-12-12", "2024-02-18", "第九条", false}, // ends in Spring Festival; that Sunday is worked
		{remedy.Apply, "2017-06-30", "2017-08-29", "第九条", false},
		{remedy.Apply, "2026-10-01", "2026-11-30", "第二十条", false},
		{remedy.Apply, "2026-12-01", "2027-02-01", "第二十条", true}, // a Saturday of a year without notice
		{remedy.Apply, "2026-11-20", "2027-01-19", "第二十条", true}, // a Tuesday of it

		{remedy.Accept, "2017-09-29", "2017-10-12", "第十七条", false},
		{remedy.Accept, "2024-02-08", "2024-02-21", "第三十条", false},
		{remedy.AskSupplement, "2023-12-29", "", "", false},
		{remedy.Supplement, "2024-02-05", "2024-02-23", "第三十一条第二款", false},

		// Ten days were calendar days until the end of 2023.
		{remedy.Answer, "2017-09-22", "2017-10-09", "第二十三条", false},
		{remedy.Answer, "2023-12-29", "2024-01-08", "第二十三条", false},
		{remedy.Answer, "2024-02-05", "2024-02-23", "第四十八条", false},
		{remedy.Answer, "2026-12-28", "2027-01-12", "第四十八条", true}, // over New Year's Day
		{remedy.Accept, "2027-02-03", "2027-02-12", "第三十条", true},  // over the Spring Festival
		{remedy.AnswerSummary, "2024-02-05", "2024-02-18", "第五十四条", false},
		{remedy.AnswerSummary, "2023-12-31", "", "", false},
		{remedy.SendCopySummary, "2024-01-22", "2024-01-25", "第五十四条", false},
		{remedy.SendCopy, "2017-01-22", "2017-02-06", "第二十三条", false},

		{remedy.Decide, "2024-01-22", "2024-03-22", "第六十二条第一款", false},
		{remedy.DecideExtended, "2024-01-22", "2024-04-22", "第六十二条第一款", false}, // 21 April is a Sunday
		{remedy.DecideSummary, "2024-01-22", "2024-02-21", "第六十二条第二款", false},
		{remedy.DecideSummary, "2017-01-22", "", "", false},

		{remedy.Sue, "2014-11-30", "2015-02-28", "第三十九条", false}, // a Saturday that is worked
		{remedy.Sue, "2015-01-31", "2015-04-30", "第三十九条", false}, // run out on the eve of the new law
		{remedy.Sue, "2015-02-02", "2015-08-03", "第四十六条", false}, // still running: six months; a Sunday
		{remedy.Sue, "2015-05-01", "2015-11-02", "第四十六条", false}, // a Sunday
		{remedy.Sue, "2023-08-31", "2024-02-29", "第四十六条", false}, // February has no 31st
		{remedy.Sue, "2023-08-12", "2024-02-18", "第四十六条", false}, // Spring Festival
		{remedy.SueAfter, "2017-09-22", "2017-10-09", "第四十五条", false},
		{remedy.SueAfter, "2014-09-22", "2014-10-08", "第三十八条", false},
		{remedy.Defend, "2014-09-01", "2014-09-11", "第四十三条", false},
		{remedy.Defend, "2024-01-22", "2024-02-06", "第六十七条", false},
		{remedy.Docket, "2024-01-22", "2024-01-29", "第五十一条", false},
		{remedy.Judge, "2014-09-01", "2014-12-01", "第五十七条", false},
		{remedy.Judge, "2024-01-22", "2024-07-22", "第八十一条", false},
		{remedy.JudgeSummary, "2024-01-22", "2024-03-07", "第八十三条", false},
		{remedy.Appeal, "2024-01-22", "2024-02-06", "第八十五条", false},
		{remedy.JudgeAppeal, "2024-01-22", "2024-04-22", "第八十八条", false},

		{remedy.ComplaintReply, "2017-09-22", "2017-10-07", "信访条例", false}, // a holiday, and stays
		{remedy.Complaint, "2023-12-12", "2024-02-10", "第三十四条", false},
		{remedy.ComplaintExtended, "2023-12-12", "2024-03-11", "第三十四条", false},

		{remedy.Apply, "", "", "", false},
		{"nothing", "2024-01-22", "", "", false},
	} {
		from, _ := calendar.ParseDay(c.from)
		due, article, provisional := remedy.Due(c.limit, from, calendar.China())
		if due.String() != c.want || !strings.Contains(article, c.article) || (article == "") != (c.want == "") || provisional != c.provisional {
			t.Errorf("%s from %s: %s %s, provisional %v; want %s", c.limit, c.from, due, article, provisional, c.want)
		}
	}
}

// A year's notice moves what rested on it, and takes the flag away.
func TestANoticeSettlesTheDate(t *testing.T) {
	n, err := calendar.ParseNotice([]byte(`{"year": 2027, "published": "2026-11-03", "papers": ["https://example.gov.cn/2027"],
		"days": [{"name": "元旦", "date": "2027-01-19", "isOffDay": true}]}`), calendar.NoDay)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.China().With(n)
	if err != nil {
		t.Fatal(err)
	}
	if due, _, provisional := remedy.Due(remedy.Apply, day("2026-11-20"), cal); due != day("2027-01-20") || provisional {
		t.Errorf("%s, provisional %v", due, provisional)
	}
}

// The rows of a limit follow on each other, and each says what it rests on.
func TestRulesAreWhole(t *testing.T) {
	rules := remedy.Rules()
	seen := map[remedy.Limit]bool{}
	for i, r := range rules {
		if r.Name == "" || r.Within < 1 || r.Law == "" || !strings.HasPrefix(r.Article, "第") || r.Source == "" ||
			r.Unit != remedy.Days && r.Unit != remedy.WorkingDays && r.Unit != remedy.Months {
			t.Errorf("%+v", r)
		}
		if i > 0 && rules[i-1].Limit == r.Limit {
			if rules[i-1].Until+1 != r.From {
				t.Errorf("%s: %s does not follow on %s", r.Limit, r.Law, rules[i-1].Law)
			}
		} else if seen[r.Limit] {
			t.Errorf("%s stands apart from its other rows", r.Limit)
		}
		seen[r.Limit] = true
		last := i == len(rules)-1 || rules[i+1].Limit != r.Limit
		if last != (r.Until == calendar.NoDay) || last && r.Yields != calendar.NoDay {
			t.Errorf("%s: %+v", r.Limit, r)
		}
	}
}

// A limit never ends before it begins, one that begins later never ends
// earlier, and what shifts ends on a working day.
func TestDueIsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := remedy.Rules()
		r := rules[rapid.IntRange(0, len(rules)-1).Draw(t, "rule")]
		first, last := max(r.From, day("2008-05-01")), day("2026-12-31")
		if r.Until != calendar.NoDay {
			last = r.Until - 1
		}
		from := calendar.Day(rapid.IntRange(int(first), int(last)).Draw(t, "from"))
		a, _, _ := remedy.Due(r.Limit, from, calendar.China())
		b, _, _ := remedy.Due(r.Limit, from+1, calendar.China())
		if a <= from || b < a {
			t.Fatalf("%s from %s: %s, from the next day %s", r.Limit, from, a, b)
		}
		if r.Shifts && !calendar.China().Working(a) {
			t.Fatalf("%s from %s ends on %s", r.Limit, from, a)
		}
	})
}

// Where the laws stand beside the repository, every article cited says the
// number of the limit.
func TestArticlesSayTheNumber(t *testing.T) {
	texts := map[string]string{
		"中华人民共和国行政复议法（2023年修订）": "行政复议法(2023-09-01).md",
		"中华人民共和国行政复议法":          "行政复议法(2017-09-01).md",
		"中华人民共和国行政诉讼法":          "行政诉讼法(2017-06-27).md",
		"信访工作条例":                "信访工作条例(2022-02-25).md",
	}
	said := map[int][]string{
		2: {"两个月"}, 3: {"三日", "三个月"}, 5: {"五日"}, 6: {"六个月"}, 7: {"七日"}, 10: {"十日"}, 15: {"十五日", "15日"},
		30: {"三十日"}, 45: {"四十五日"}, 60: {"六十日", "60日"}, 90: {"三十日", "30日"},
	}
	for _, r := range remedy.Rules() {
		file, ok := texts[r.Law]
		if !ok {
			continue
		}
		text, err := os.ReadFile("../../../shared/law/" + file)
		if err != nil {
			t.Skip("the texts of the laws are not beside the repository")
		}
		number, _, _ := strings.Cut(r.Article, "条")
		_, article, ok := strings.Cut(string(text), "\n"+number+"条 ")
		article, _, _ = strings.Cut(article, "\n第")
		found := false
		for _, words := range said[r.Within] {
			found = found || strings.Contains(article, words)
		}
		if !ok || !found {
			t.Errorf("%s %s: %d%s is not in %s", r.Law, r.Article, r.Within, r.Unit, article)
		}
	}
}
