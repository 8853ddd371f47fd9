package ledger

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

var today = calendar.MustDay("2017-07-01")

// good is an entry of each book that comes in.
var good = map[Code]Values{
	"conference":  press("主题"),
	"interview":   {Row: Row{"title": "访谈", "held_on": "2017-06-01", "principal": "no", "video": "https://example.org/v"}},
	"explanation": {Row: Row{"title": "解读", "held_on": "2017-06-01", "kind": "forum", "policy_title": "意见", "policy": "FGW/2017-000001"}},
	"matter": {Row: Row{"title": "供热", "kind": "hot", "found_on": "2017-06-01", "found_at": "09:30"}, Rows: map[string][]Row{"responses": {
		{"day": "2017-06-01", "time": "10:00", "channel": "weibo", "person_times": "3"}}}},
	"proposal": {Row: Row{"kind": "suggestion", "level": "municipal", "session": "一次会议", "number": "1", "title": "建议", "received_on": "2017-03-01",
		"replied_on": "2017-05-01", "class": "A", "decision": "proactive"}},
	"meeting":       {Row: Row{"title": "会议", "kind": "work", "held_on": "2017-06-01", "disclosure": "yes", "decision": "proactive"}},
	"supervision":   {Row: Row{"title": "供热督查", "kind": "supervision", "subject": "供热企业", "started_on": "2017-06-01", "ended_on": "2017-06-20", "decision": "proactive"}},
	"training":      {Row: Row{"title": "培训", "started_on": "2017-06-01", "days": "2", "persons": "50", "person_times": "57"}},
	"reading_point": {Row: Row{"name": "图书馆", "kind": "library", "address": "人民大街", "hours": "全天", "opened_on": "2009-01-01"}},
	"handout": {Row: Row{"title": "政报", "kind": "gazette", "place": "政务公开中心", "started_on": "2017-06-01", "print_run": "500", "reorder_at": "10"}, Rows: map[string][]Row{
		"received": {{"day": "2017-06-01", "copies": "50"}}, "handed": {{"day": "2017-06-02", "copies": "30"}}}},
	"staffing":  {Row: Row{"year": "2017", "bodies": "1", "full_time": "2", "part_time": "3", "budget": "52.15"}},
	"decisions": {Row: Row{"year": "2017", "month": "7", "licences": "0"}},
}

// with is the good entry with some fields changed, "" for emptied.
func with(c Code, changes Row) Values {
	v := good[c].Clone()
	maps.Copy(v.Row, changes)
	return v
}

// rows is the good entry with other rows.
func rows(c Code, field string, list ...Row) Values {
	v := good[c].Clone()
	v.Rows = map[string][]Row{field: list}
	return v
}

// handedOut is the good entry of printed matter with fifty copies that came on
// a day, and one row of what was taken.
func handedOut(came, day, copies string) Values {
	v := good["handout"].Clone()
	v.Rows["received"][0]["day"] = came
	v.Rows["handed"] = []Row{{"day": day, "copies": copies}}
	return v
}

// What is left, and since when it should have been ordered again.
func TestStockOf(t *testing.T) {
	none := calendar.NoDay
	row := func(day, copies string) Row { return Row{"day": day, "copies": copies} }
	for _, c := range []struct {
		name                      string
		line, ended               string
		received, handed, ordered []Row
		in, out, left             int64
		short                     calendar.Day
	}{
		{"nothing came", "5", "", nil, nil, nil, 0, 0, 0, none},
		{"enough", "5", "", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-02", "14")}, nil, 20, 14, 6, none},
		{"at the line", "5", "", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-03", "1"), row("2017-06-02", "14")}, nil, 20, 15, 5, calendar.MustDay("2017-06-03")},
		{"short since the first time", "5", "", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-03", "15"), row("2017-06-09", "2")}, nil, 20, 17, 3, calendar.MustDay("2017-06-03")},
		{"came again", "5", "", []Row{row("2017-06-01", "20"), row("2017-06-10", "20")}, []Row{row("2017-06-03", "18")}, nil, 40, 18, 22, none},
		{"came and short again", "5", "", []Row{row("2017-06-01", "20"), row("2017-06-10", "20")}, []Row{row("2017-06-03", "18"), row("2017-06-11", "20")}, nil, 40, 38, 2, calendar.MustDay("2017-06-11")},
		{"ordered", "5", "", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-03", "18")}, []Row{row("2017-06-03", "50")}, 20, 18, 2, none},
		{"ordered before", "5", "", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-03", "18")}, []Row{row("2017-06-02", "50")}, 20, 18, 2, calendar.MustDay("2017-06-03")},
		{"no line", "", "", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-03", "20")}, nil, 20, 20, 0, none},
		{"no longer given away", "5", "2017-06-20", []Row{row("2017-06-01", "20")}, []Row{row("2017-06-03", "20")}, nil, 20, 20, 0, none},
	} {
		v := Values{Row: Row{"title": "政报", "reorder_at": c.line, "ended_on": c.ended}, Rows: map[string][]Row{"received": c.received, "handed": c.handed, "ordered": c.ordered}}
		if got := StockOf(v); got != (Stock{c.in, c.out, c.left, c.short}) || handout.Due(v) != c.short {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// Every book: what comes in, and what is refused with one sentence that names
// the field.
func TestRead(t *testing.T) {
	long := strings.Repeat("长", 201)
	for _, c := range []struct {
		book Code
		name string
		v    Values
		want string // "" if it comes in
	}{
		{"conference", "plain", press("主题"), ""},
		{"conference", "without a title", with("conference", Row{"title": " 　"}), "主题：请填写"},
		{"conference", "a long title", with("conference", Row{"title": long}), "主题：文字太长：最多 200 个字，现有 201 个字"},
		{"conference", "a title of two lines", with("conference", Row{"title": "一\n二"}), "主题：这里只能填写一行文字，请删去换行（第 2 个字符，U+000A）"},
		{"conference", "an invisible letter", with("conference", Row{"follow_up": "一\u202e"}), "后续落实：文字中有改变书写方向的字符，请删去后重新输入（第 2 个字符，U+202E）"},
		{"conference", "a day that is none", with("conference", Row{"held_on": "2017-02-30"}), "举行日期：日期应写成 2017-06-30 的形式"},
		{"conference", "a day to come", with("conference", Row{"held_on": "2017-07-02"}), "举行日期：不能晚于今天"},
		{"conference", "today", with("conference", Row{"held_on": "2017-07-01"}), ""},
		{"conference", "a time that is none", with("conference", Row{"held_at": "24:00"}), "举行时间：时间应写成 14:05 的形式"},
		{"conference", "neither yes nor no", with("conference", Row{"principal": "也许"}), "主要负责同志出席：请填写“是”或者“否”"},
		{"conference", "another choice", with("conference", Row{"part": "看见"}), "举办或者参加：请从选项中选择：举办、参加"},
		{"conference", "no address", with("conference", Row{"video": "javascript:x"}), "视频网址：网址应以 http:// 或者 https:// 开头"},
		{"conference", "no index number", with("conference", Row{"transcript": "第 5 号"}), "文字实录：请填写公开信息的索引号，如 JYJ/2017-000123"},
		{"conference", "a speaker without a name", rows("conference", "speakers", Row{"name": "张"}, Row{"post": "主任"}), "发言人第 2 行姓名：请填写"},
		{"conference", "blank rows", rows("conference", "speakers", Row{"name": " "}, Row{}, Row{"name": "张"}), ""},
		{"conference", "a field it has not", with("conference", Row{"colour": "红"}), "colour：这本台账没有这个项目"},
		{"conference", "a column it has not", rows("conference", "speakers", Row{"name": "张", "colour": "红"}), "发言人第 1 行colour：这本台账没有这个项目"},
		{"conference", "rows it has not", rows("conference", "responses", Row{"day": "2017-01-01"}), "responses：这本台账没有这个项目"},
		{"interview", "plain", good["interview"], ""},
		{"interview", "a fraction", with("interview", Row{"collected": "1.5"}), "征集到的问题：请填写整数，如 57"},
		{"interview", "less than none", with("interview", Row{"collected": "-1"}), "征集到的问题：请填写整数，如 57"},
		{"interview", "principal not said", with("interview", Row{"principal": ""}), "主要负责同志参加：请填写"},
		{"explanation", "plain", good["explanation"], ""},
		{"explanation", "of no policy", with("explanation", Row{"policy_title": ""}), "所解读的政策：请填写"},
		{"matter", "plain", good["matter"], ""},
		{"matter", "not answered yet", rows("matter", "responses"), ""},
		{"matter", "answered before it was found", rows("matter", "responses", Row{"day": "2017-05-31", "channel": "weibo", "person_times": "1"}), "回应第 1 行日期：不能早于“发现日期”"},
		{"matter", "answered to nobody", rows("matter", "responses", Row{"day": "2017-06-01", "channel": "weibo", "person_times": "0"}), "回应第 1 行人次：数字太小，至少 1"},
		{"matter", "answered nowhere", rows("matter", "responses", Row{"day": "2017-06-01", "person_times": "1"}), "回应第 1 行渠道：请填写"},
		{"matter", "answered tomorrow", rows("matter", "responses", Row{"day": "2017-07-02", "channel": "weibo", "person_times": "1"}), "回应第 1 行日期：不能晚于今天"},
		{"matter", "judged before it was found", with("matter", Row{"judged_on": "2017-05-01"}), "研判日期：不能早于“发现日期”"},
		{"matter", "handled before it was found", with("matter", Row{"handled_on": "2017-05-01"}), "处置日期：不能早于“发现日期”"},
		{"proposal", "plain", good["proposal"], ""},
		{"proposal", "not answered yet", with("proposal", Row{"replied_on": "", "class": ""}), ""},
		{"proposal", "answered without a class", with("proposal", Row{"class": ""}), "答复类别：已经答复的，请填写答复类别；没有答复的不要填写"},
		{"proposal", "a class without an answer", with("proposal", Row{"replied_on": ""}), "答复类别：已经答复的，请填写答复类别；没有答复的不要填写"},
		{"proposal", "a grade without an answer", with("proposal", Row{"replied_on": "", "class": "", "satisfaction": "满意"}), "满意度：还没有填写答复日期"},
		{"proposal", "answered before it came", with("proposal", Row{"replied_on": "2017-02-01"}), "答复日期：不能早于“交办日期”"},
		{"proposal", "due before it came", with("proposal", Row{"due_on": "2017-02-01"}), "办理期限：不能早于“交办日期”"},
		{"proposal", "published before it was answered", with("proposal", Row{"published_on": "2017-04-30"}), "结果公开日期：不能早于“答复日期”"},
		{"proposal", "progress before it came", rows("proposal", "progress", Row{"day": "2017-02-28", "words": "调研"}), "办理进展第 1 行日期：不能早于“交办日期”"},
		{"proposal", "due after today", with("proposal", Row{"due_on": "2017-09-01"}), ""},
		{"meeting", "plain", good["meeting"], ""},
		{"meeting", "an expert without a name", rows("meeting", "experts", Row{"opinion": "可行"}), "参会的专家、学者、法律顾问第 1 行姓名：请填写"},
		{"training", "plain", good["training"], ""},
		{"training", "fewer times than persons", with("training", Row{"person_times": "49"}), "参训人次：参训人次不能少于参训人数"},
		{"training", "more parts than the whole", with("training", Row{"full_time": "30", "part_time": "28"}), "其中兼职人员：专职与兼职人次之和不能超过参训人次"},
		{"training", "another roster", rows("training", "roster", Row{"name": "张"}), "名册：名册的人数与参训人数不一致"},
		{"training", "no day long", with("training", Row{"days": "0"}), "天数：数字太小，至少 1"},
		{"training", "a slip of the finger", with("training", Row{"persons": "50000000"}), "参训人数：数字太大，请核对，最多 1000000"},
		{"reading_point", "plain", good["reading_point"], ""},
		{"reading_point", "closed before it opened", with("reading_point", Row{"closed_on": "2008-01-01"}), "停用日期：不能早于“启用日期”"},
		{"reading_point", "served before it opened", with("reading_point", Row{"delivered_on": "2008-01-01"}), "最近送交日期：不能早于“启用日期”"},
		{"reading_point", "without hours", with("reading_point", Row{"hours": ""}), "开放时间：请填写"},
		{"handout", "plain", good["handout"], ""},
		{"handout", "more taken than came", handedOut("2017-06-02", "2017-06-01", "1"), "赠阅第 1 行册数：到这一天为止，赠阅的册数超过了到货的册数"},
		{"handout", "taken on the day it came", handedOut("2017-06-01", "2017-06-01", "50"), ""},
		{"handout", "taken before it came", handedOut("2017-05-30", "2017-05-31", "1"), "赠阅第 1 行日期：不能早于“开始赠阅日期”"},
		{"handout", "ended before it began", with("handout", Row{"ended_on": "2017-05-31"}), "停止赠阅日期：不能早于“开始赠阅日期”"},
		{"handout", "no place", with("handout", Row{"place": ""}), "赠阅地点：请填写"},
		{"staffing", "plain", good["staffing"], ""},
		{"staffing", "a year to come", with("staffing", Row{"year": "2018"}), "年度：还没有到这个时间"},
		{"staffing", "before the Regulation", with("staffing", Row{"year": "2007"}), "年度：数字太小，至少 2008"},
		{"staffing", "too many decimals", with("staffing", Row{"budget": "0.1234567"}), "专项经费：请填写数字，最多六位小数，如 52.15"},
		{"staffing", "money in words", with("staffing", Row{"budget": "五十万"}), "专项经费：请填写数字，最多六位小数，如 52.15"},
		{"decisions", "plain", good["decisions"], ""},
		{"decisions", "money alone", with("decisions", Row{"licences": "", "levied": "0"}), ""},
		{"decisions", "nothing at all", with("decisions", Row{"licences": ""}), "行政许可：请至少填写一项数量；没有发生的填 0"},
		{"decisions", "a thirteenth month", with("decisions", Row{"month": "13"}), "月：数字太大，请核对，最多 12"},
		{"decisions", "a month to come", with("decisions", Row{"month": "8"}), "月：还没有到这个时间"},
	} {
		b, _ := BookOf(c.book)
		v, faults := b.Read(c.v, today)
		if c.want == "" {
			if faults != nil {
				t.Errorf("%s, %s: %v", c.book, c.name, faults)
			} else if again, faults := b.Read(v, today); faults != nil || !again.Equal(v) {
				t.Errorf("%s, %s: read again it is %v, %v", c.book, c.name, again, faults)
			}
			continue
		}
		if len(faults) != 1 || faults.Error() != c.want {
			t.Errorf("%s, %s: %v; want %s", c.book, c.name, faults, c.want)
			continue
		}
		f := faults[0]
		if faults.At(f.Field, f.Row, f.Column) != f.Err || !errors.Is(faults, f.Err) {
			t.Errorf("%s, %s: the fault is not found at its place", c.book, c.name)
		}
	}
	for _, b := range Books {
		if _, faults := b.Read(Values{}, today); len(faults) == 0 {
			t.Errorf("%s: an empty entry comes in", b.Name)
		} else if faults.Of(faults[0].Field) == nil {
			t.Errorf("%s: %+v", b.Name, faults)
		}
	}
}

func TestReadIsCanonical(t *testing.T) {
	v, faults := matter.Read(Values{Row: Row{"title": " 供热　", "kind": "重大舆情", "found_on": "2017-06-01", "source": ""}, Rows: map[string][]Row{
		"responses": {{}, {"day": "2017-06-02", "channel": "其他方式", "person_times": "007", "publication": "fgw/2017-000001"}}}}, today)
	want := Values{Row: Row{"title": "供热", "kind": "major", "found_on": "2017-06-01"}, Rows: map[string][]Row{"responses": {
		{"day": "2017-06-02", "channel": "other", "person_times": "7", "publication": "FGW/2017-000001"}}}}
	if faults != nil || !v.Equal(want) {
		t.Errorf("%v, %v", v, faults)
	}
	if links := matter.Links(v); len(links) != 1 || links[0] != (Linked{"responses", 1, "publication", "FGW/2017-000001", true}) {
		t.Errorf("links: %+v", links)
	}
	v, faults = proposal.Read(with("proposal", Row{"received_on": "2016-11-30"}), today)
	if faults != nil || v.Text("due_on") != "2017-02-28" {
		t.Errorf("three months after 2016-11-30: %s, %v", v.Text("due_on"), faults)
	}
	if d := proposal.Due(v); d != calendar.NoDay {
		t.Errorf("an answered proposal is due on %s", d)
	}
	delete(v.Row, "replied_on")
	if d := proposal.Due(v); d != calendar.MustDay("2017-02-28") {
		t.Errorf("an open proposal is due on %s", d)
	}
}

// Whatever is typed, it comes in as sound text or is refused with a sentence.
func TestReadAnything(t *testing.T) {
	letters := []rune("0123456789-:./,是否yes年月微博A |\n\t\u202e\x00\u3000")
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SampledFrom(Books).Draw(t, "book")
		typed := good[b.Code].Clone()
		for _, f := range b.Fields {
			if !rapid.Bool().Draw(t, f.Name) {
				continue
			}
			some := func(name string) string {
				return string(rapid.SliceOfN(rapid.SampledFrom(letters), 0, 12).Draw(t, name))
			}
			if f.Type != Rows {
				typed.Row[f.Name] = some(f.Name)
				continue
			}
			row := Row{}
			for _, c := range f.Fields {
				row[c.Name] = some(c.Name)
			}
			typed.add(f.Name, row)
		}
		v, faults := b.Read(typed, today)
		if faults != nil {
			if s := faults.Error(); !utf8.ValidString(s) || s == "" {
				t.Fatalf("refused with %q", s)
			}
			return
		}
		again, faults := b.Read(v, today)
		if faults != nil || !again.Equal(v) {
			t.Fatalf("%v reads again as %v, %v", v, again, faults)
		}
		for _, w := range b.Words(v) {
			if text.Sound(w) != nil {
				t.Fatalf("%q is not sound", w)
			}
		}
		if b.Title(v) == "" || b.Day(v) == calendar.NoDay || b.Identity(v) == "" {
			t.Fatalf("%v has no title, day or identity", v)
		}
		e := Entry{Book: b.Code, State: Released, Values: v, PublicOn: today}
		for _, f := range Facts(e) {
			if _, stock := IsFact(f.Fact); !slices.Contains(b.Counts, f.Fact) || stock != f.Stock || f.Day == calendar.NoDay || f.Amount < 0 ||
				!slices.IsSorted(f.Marks) || len(slices.Compact(slices.Clone(f.Marks))) != len(f.Marks) {
				t.Fatalf("%v counts %+v", v, f)
			}
		}
	})
}

func TestFirst(t *testing.T) {
	answer := func(day, time, channel string) Row {
		return Row{"day": day, "time": time, "channel": channel, "person_times": "1"}
	}
	for _, c := range []struct {
		name  string
		found string
		rows  []Row
		want  FirstResponse
		ok    bool
	}{
		{"none", "", nil, FirstResponse{}, false},
		{"the same day", "09:30", []Row{answer("2017-06-01", "10:05", "weibo")}, FirstResponse{calendar.MustDay("2017-06-01"), "微博", 0, 35}, true},
		{"the earliest counts", "09:30", []Row{answer("2017-06-03", "", "other"), answer("2017-06-02", "09:00", "wechat"), answer("2017-06-02", "08:00", "hotline")},
			FirstResponse{calendar.MustDay("2017-06-02"), "政务热线", 1, 24*60 - 90}, true},
		{"a time before none", "09:30", []Row{answer("2017-06-02", "", "weibo"), answer("2017-06-02", "09:30", "media")}, FirstResponse{calendar.MustDay("2017-06-02"), "新闻媒体", 1, 24 * 60}, true},
		{"without the time it was found", "", []Row{answer("2017-06-02", "09:00", "weibo")}, FirstResponse{calendar.MustDay("2017-06-02"), "微博", 1, -1}, true},
		{"without the time of the answer", "09:30", []Row{answer("2017-06-02", "", "weibo")}, FirstResponse{calendar.MustDay("2017-06-02"), "微博", 1, -1}, true},
	} {
		v := Values{Row: Row{"found_on": "2017-06-01", "found_at": c.found}, Rows: map[string][]Row{"responses": c.rows}}
		got, ok := First(v)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, ok, c.want)
		}
	}
}

// What an entry counts; the numbers of a year are the matter of the store.
func TestFacts(t *testing.T) {
	day := calendar.MustDay
	released := func(e *Entry) { e.State, e.PublicOn = Released, day("2017-06-20") }
	for _, c := range []struct {
		name string
		book Code
		v    Values
		do   func(*Entry)
		want []Fact
	}{
		{"a conference", "conference", press("主题"), nil, []Fact{flow(form.Conferences, day("2017-06-01"), 1, "principal")}},
		{"one that was struck out", "conference", press("主题"), func(e *Entry) { e.State = Struck }, nil},
		{"an open proposal", "proposal", with("proposal", Row{"replied_on": "", "class": ""}), released, nil},
		{"one that was answered", "proposal", good["proposal"], nil, []Fact{flow(form.ProposalsDone, day("2017-05-01"), 1, "A", "suggestion", "suggestion.A")}},
		{"one that was released", "proposal", with("proposal", Row{"leader": "市长"}), released, []Fact{
			flow(form.ProposalsDone, day("2017-05-01"), 1, "A", "leader", "suggestion", "suggestion.A"), flow(form.Proposals, day("2017-06-20"), 1, "A", "leader", "suggestion", "suggestion.A")}},
		{"one that was published elsewhere", "proposal", with("proposal", Row{"published_on": "2017-05-02"}), nil, []Fact{
			flow(form.ProposalsDone, day("2017-05-01"), 1, "A", "suggestion", "suggestion.A"), flow(form.Proposals, day("2017-05-02"), 1, "A", "suggestion", "suggestion.A")}},
		{"money", "staffing", good["staffing"], nil, []Fact{
			stock(form.Bodies, day("2017-01-01"), day("2018-01-01"), 1_000_000), stock(form.Staff, day("2017-01-01"), day("2018-01-01"), 2_000_000, "full_time"),
			stock(form.Staff, day("2017-01-01"), day("2018-01-01"), 3_000_000, "part_time"), {Fact: form.Budget, Day: day("2017-12-31"), Until: calendar.NoDay, Amount: 52_150_000}}},
		{"what is not known is not nothing", "decisions", good["decisions"], nil, []Fact{flow(form.Licences, day("2017-07-31"), 0)}},
		{"a point that was closed", "reading_point", with("reading_point", Row{"closed_on": "2017-01-01"}), nil, []Fact{
			stock(form.ReadingPoints, day("2009-01-01"), day("2017-01-01"), 1_000_000)}},
	} {
		b, _ := BookOf(c.book)
		v, faults := b.Read(c.v, today)
		if faults != nil {
			t.Fatal(faults)
		}
		e := Entry{Book: c.book, State: Entered, Values: v, PublicOn: calendar.NoDay}
		if c.do != nil {
			c.do(&e)
		}
		got := Facts(e)
		if !slices.EqualFunc(got, c.want, func(a, b Fact) bool {
			return a.Fact == b.Fact && a.Day == b.Day && a.Until == b.Until && a.Stock == b.Stock && a.Amount == b.Amount && slices.Equal(a.Marks, b.Marks)
		}) {
			t.Errorf("%s counts %+v, want %+v", c.name, got, c.want)
		}
	}
}

// A proposal that is released before its answer comes before the public with
// the result only when that is released.
func TestProposalIsPublicWithItsAnswer(t *testing.T) {
	open := with("proposal", Row{"replied_on": "", "class": ""})
	e, _, err := Enter(proposal, ID(2017, 1), "JYJ", open, "li", at)
	if err == nil {
		e, _, err = Release(e, "钱", "wang", at)
	}
	if err != nil || e.PublicOn != calendar.NoDay {
		t.Fatalf("released while open: %+v, %v", e, err)
	}
	e, _, err = Amend(e, good["proposal"], "已答复", "li", at)
	if err != nil || len(Facts(e)) != 1 {
		t.Fatalf("answered, not released: %+v, %v", Facts(e), err)
	}
	e, _, err = Release(e, "钱", "wang", at)
	if err != nil || e.PublicOn != today || len(Facts(e)) != 2 {
		t.Errorf("released with its answer: %+v, %v", Facts(e), err)
	}
}

// The books are sound as data: whoever renders or imports one may rely on it.
func TestBooks(t *testing.T) {
	for i, b := range Books {
		if slices.IndexFunc(Books, func(o *Book) bool { return o.Code == b.Code || o.Name == b.Name }) != i {
			t.Errorf("%s comes twice", b.Code)
		}
		if b.Help == "" || b.Article == "" || b.Measure == "" {
			t.Errorf("%s does not say what it is", b.Code)
		}
		var check func(where string, fields []Field, nested bool)
		check = func(where string, fields []Field, nested bool) {
			labels, names := map[string]bool{}, map[string]bool{}
			for _, f := range fields {
				if labels[f.Label] || names[f.Name] || f.Label == "" {
					t.Errorf("%s: %s, %s comes twice", where, f.Name, f.Label)
				}
				labels[f.Label], names[f.Name] = true, true
				if (f.Type == Choice) != (len(f.Choices) > 0) || (f.Type == Rows) != (len(f.Fields) > 0) || f.Type == Rows && nested || strings.ContainsAny(f.Label, "|｜*") {
					t.Errorf("%s: %s is not as its type wants", where, f.Name)
				}
				check(where+"."+f.Name, f.Fields, true)
			}
		}
		check(string(b.Code), b.Fields, false)
		if _, faults := b.Read(good[b.Code], today); faults != nil {
			t.Errorf("%s: %v", b.Code, faults)
		}
	}
}
