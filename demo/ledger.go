package demo

import (
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/ledger"
	"gongkai/law/calendar"
)

// What the printed report of 2017 says of the small affairs, and what it leaves
// open, which is invented.
const (
	conferences, conferencesPrincipal = 110, 74
	conferencesOwn                    = 36
	interviews, interviewsPrincipal   = 99, 55
	explanationsOwn, explanationsAll  = 13, 61
	matters, personTimes              = 1262, 201_361
	socialPersonTimes                 = 3923
	proposals, proposalsKept          = 842, 11 // kept: answered, the result not public
	expertMeetings, workMeetings      = 11, 110
	classes, trained                  = 116, 6667
	readingPoints, readingPointsGone  = 1575, 14
)

// Register is one entry of a ledger with when it was made and, if it was, put
// before the public.
type Register struct {
	Agency     string
	Values     ledger.Values
	EnteredOn  calendar.Day
	ReleasedOn calendar.Day // NoDay for what stays inside
}

// Ledger is a book of the demo's year.
type Ledger struct {
	Book    ledger.Code
	Entries int
	Tell    iter.Seq[Register]
}

// Ledgers are the books of 2017 with what their agencies registered, exactly as
// many as the report prints; at a scale, in proportion.
func (p *Plan) Ledgers() []Ledger {
	var list []Ledger
	for _, b := range []struct {
		code ledger.Code
		all  func() []Register
	}{
		{"conference", p.conferences}, {"interview", p.interviews}, {"explanation", p.explanations}, {"matter", p.matters},
		{"proposal", p.proposals}, {"meeting", p.meetings}, {"training", p.trainings}, {"reading_point", p.readingPoints}, {"handout", p.handouts},
		{"staffing", p.staffing}, {"decisions", p.decisions},
	} {
		all := b.all()
		list = append(list, Ledger{b.code, len(all), func(yield func(Register) bool) {
			for _, r := range all {
				if !yield(r) {
					return
				}
			}
		}})
	}
	return list
}

// share is n at the plan's scale, at least so many.
func (p *Plan) share(n, least int) int { return max((n+p.Scale/2)/p.Scale, least) }

// clerkly are the agencies that keep ledgers: all but townships and the
// government itself.
func (p *Plan) clerkly() []*agency {
	var list []*agency
	for _, a := range p.city.agencies {
		if a.Kind == "county" || a.Kind == "zone" || a.Kind == "department" {
			list = append(list, a)
		}
	}
	return list
}

// workday is the n-th of many spread over the year, on a working day.
func workday(d *dice, from, to calendar.Day) calendar.Day {
	cal := calendar.China()
	day := from + calendar.Day(d.below(int(to-from)+1))
	for !cal.Working(day) {
		day++
	}
	if day > to {
		for day = to; !cal.Working(day); {
			day--
		}
	}
	return day
}

var (
	firstDay2017 = calendar.Date(2017, 1, 3)
	lastDay2017  = calendar.Date(2017, 12, 20)
)

// matterWords are what conferences, interviews and matters of concern were
// about.
var matterWords = []string{
	"棚户区改造进展", "地铁建设与交通疏解", "冬季供热保障", "中小学课后托管服务", "食品安全整治", "老旧小区综合整治", "大气污染防治",
	"黑臭水体治理", "城市内涝治理", "公共停车场建设", "公积金提取政策", "医疗保险异地结算", "养老服务设施建设", "公交线路调整",
	"义务教育招生", "就业创业扶持", "营商环境建设", "一门式一张网改革", "精准扶贫", "秸秆禁烧与综合利用", "农村人居环境整治",
	"燃气安全", "物业管理", "不动产登记便民措施", "人才引进政策", "科技型小巨人企业扶持", "国有企业改革", "旅游市场秩序",
	"城市绿化", "清雪保畅", "药品价格", "电梯安全", "校车安全", "道路拓宽改造", "二手房交易税费", "户籍制度改革",
}

var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "郭", "何", "高", "林", "罗"}

func (d *dice) of(list []string) string { return list[d.below(len(list))] }

func (d *dice) speaker() ledger.Row {
	posts := []string{"副局长", "局长", "处长", "副主任", "新闻发言人", "总工程师"}
	return ledger.Row{"name": d.of(surnames) + "某", "post": d.of(posts)}
}

func values(pairs ...string) ledger.Values {
	v := ledger.Values{Row: ledger.Row{}, Rows: map[string][]ledger.Row{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Row[pairs[i]] = pairs[i+1]
		}
	}
	return v
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// after is a working day soon after another, still in the year.
func after(d *dice, day calendar.Day, most int) calendar.Day {
	return min(calendar.China().Add(day, d.below(most+1)), lastWorkday)
}

// marked says of exactly n entries, spread evenly, that the field is so.
func marked(list []Register, field string, n int) []Register {
	for i := range list {
		list[i].Values.Row[field] = yesNo((i+1)*n/len(list) > i*n/len(list))
	}
	return list
}

// shares cuts a total into n parts of about one size, none of them nothing.
func shares(d *dice, total, n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = 1
	}
	for left := total - n; left > 0; {
		more := min(left, 1+d.below(max(2*total/n, 1)))
		list[d.below(n)] += more
		left -= more
	}
	return list
}

// held is what is held on a day: by the city government itself first, then by
// the agencies.
func (p *Plan) held(d *dice, own, all int, tell func(in, word string, on calendar.Day) ledger.Values) []Register {
	agencies := p.clerkly()
	seen := map[string]bool{}
	var list []Register
	for len(list) < all {
		in := "CC"
		if len(list) >= own {
			in = agencies[d.below(len(agencies))].Code
		}
		on, word := workday(d, firstDay2017, lastDay2017), d.of(matterWords)
		if key := in + word + on.String(); seen[key] {
			continue
		} else {
			seen[key] = true
		}
		list = append(list, Register{in, tell(in, word, on), after(d, on, 2), after(d, on, 6)})
	}
	return list
}

func (p *Plan) conferences() []Register {
	d := dice(20170211)
	list := p.held(&d, p.share(conferencesOwn, 2), p.share(conferences, 5), func(in, word string, on calendar.Day) ledger.Values {
		v := values("title", word+"新闻发布会", "held_on", on.String(), "held_at", d.of([]string{"09:30", "10:00", "14:00", "15:00"}),
			"place", d.of([]string{"新闻发布厅", "第一会议室", "机关报告厅"}), "part", d.of([]string{"hosted", "hosted", "hosted", "joined"}))
		v.Rows["speakers"] = []ledger.Row{d.speaker(), d.speaker()}
		v.Rows["questions"] = []ledger.Row{{"asker": "记者", "question": "请问" + word + "今年完成了哪些工作，下一步有什么安排？",
			"answer": "年初确定的任务按计划推进，进度和下一步安排将继续向社会公布。"}}
		return v
	})
	return marked(list, "principal", p.share(conferencesPrincipal, 3))
}

func (p *Plan) interviews() []Register {
	d := dice(20170223)
	list := p.held(&d, 0, p.share(interviews, 4), func(in, word string, on calendar.Day) ledger.Values {
		v := values("title", word+"在线访谈", "held_on", on.String(), "held_at", "14:00", "site", "中国长春", "collected", strconv.Itoa(d.between(6, 80)))
		v.Rows["guests"] = []ledger.Row{d.speaker()}
		v.Rows["questions"] = []ledger.Row{{"asker": "网友", "question": "关于" + word + "，群众怎样了解进展？", "answer": "可以在政府信息公开专栏查看，也可以拨打公开电话咨询。"}}
		return v
	})
	return marked(list, "principal", p.share(interviewsPrincipal, 2))
}

func (p *Plan) explanations() []Register {
	d := dice(20170307)
	return p.held(&d, p.share(explanationsOwn, 1), p.share(explanationsAll, 3), func(in, word string, on calendar.Day) ledger.Values {
		v := values("title", word+"政策解读", "held_on", on.String(), "kind", d.of([]string{"briefing", "forum", "media", "online", "visit"}),
			"policy_title", "关于"+word+"的实施意见", "place", "政务大厅", "audience", strconv.Itoa(d.between(20, 300)),
			"points", "说明文件出台的背景、适用对象、办理条件和时限，并现场回答提问。")
		v.Rows["speakers"] = []ledger.Row{d.speaker()}
		return v
	})
}

// matters are what people were concerned about. Of the person-times answered, so
// many went out by microblog and WeChat.
func (p *Plan) matters() []Register {
	d := dice(20170419)
	n := p.share(matters, 6)
	times := shares(&d, p.share(personTimes, 60), n)
	social := p.share(socialPersonTimes, 8)
	agencies := p.clerkly()
	list := make([]Register, 0, n)
	for i, all := range times {
		found := workday(&d, firstDay2017, calendar.Date(2017, 12, 8))
		word := d.of(matterWords)
		v := values("title", fmt.Sprintf("关于%s的关切（%d）", word, i+1), "kind", d.of([]string{"hot", "hot", "major", "inquiry", "inquiry"}),
			"found_on", found.String(), "found_at", fmt.Sprintf("%02d:%02d", d.between(8, 16), d.below(60)), "source", d.of([]string{"市长公开电话", "网络监测", "政务微博留言", "新闻媒体"}),
			"judged_on", found.String(), "judgement", "属于本机关职责，按程序回应。", "handling", "会同有关单位核实情况后回应。")
		// Microblog and WeChat take what is left for them, evenly.
		part := min(all-1, max(social/(n-i), min(social, all/40)))
		if i == n-1 {
			part = min(all, social)
		}
		social -= part
		on := after(&d, found, 4)
		row := func(day calendar.Day, channel string, n int) ledger.Row {
			return ledger.Row{"day": day.String(), "time": fmt.Sprintf("%02d:%02d", d.between(16, 18), d.below(60)), "channel": channel, "person_times": strconv.Itoa(n),
				"words": "已核实并说明情况、办理进度和联系方式。"}
		}
		left := all - part
		for left > 0 {
			some := left
			if left > 60 && len(v.Rows["responses"]) < 6 {
				some = d.between(left/4, left/2)
			}
			v.Rows["responses"] = append(v.Rows["responses"], row(on, d.of([]string{"hotline", "hotline", "website", "media", "other"}), some))
			left -= some
			on = after(&d, on, 3)
		}
		if part > 0 {
			v.Rows["responses"] = append(v.Rows["responses"], row(on, d.of([]string{"weibo", "wechat"}), part))
		}
		list = append(list, Register{agencies[d.below(len(agencies))].Code, v, on, after(&d, on, 5)})
	}
	return list
}

// named proposals are those the printed report calls by their titles.
var namedProposals = []struct{ title, in string }{
	{"关于试行小学生课后免费托管服务的议案", "JYJ"},
	{"扶持科技型“小巨人”企业的议案", "KJJ"},
}

func (p *Plan) proposals() []Register {
	d := dice(20170518)
	n, kept := p.share(proposals, 6), p.share(proposalsKept, 1)
	agencies := p.clerkly()
	ends := []string{"的建议", "的提案"}
	var list []Register
	for i := range n + kept {
		kind := i % 2
		in := agencies[d.below(len(agencies))].Code
		received := workday(&d, calendar.Date(2017, 1, 16), calendar.Date(2017, 6, 30))
		replied := after(&d, received, 55)
		v := values("kind", [...]string{"suggestion", "proposal"}[kind], "level", d.of([]string{"municipal", "municipal", "municipal", "county", "provincial"}),
			"session", [...]string{"十五届人大一次会议", "十三届政协一次会议"}[kind], "number", strconv.Itoa(i/2+1), "title", "关于加强"+d.of(matterWords)+ends[kind],
			"proposer", d.of(surnames)+"某", "received_on", received.String(), "replied_on", replied.String(), "class", d.of([]string{"A", "A", "A", "B", "B", "C"}),
			"reply", "所提意见符合实际，已吸收到今年的工作安排中；具体措施和完成时间见办理进展。", "satisfaction", d.of([]string{"satisfied", "satisfied", "satisfied", "basically", "none"}),
			"decision", "proactive")
		if i < len(namedProposals) {
			v.Row["kind"], v.Row["title"], v.Row["level"], in = "motion", namedProposals[i].title, "municipal", namedProposals[i].in
			v.Row["session"], v.Row["leader"] = "十五届人大一次会议", "市长"
		}
		if d.below(3) == 0 {
			v.Row["assisting"] = agencies[d.below(len(agencies))].Short
		}
		mid := received + (replied-received)/2
		v.Rows["progress"] = []ledger.Row{{"day": received.String(), "words": "交办，确定承办处室和责任人。"}, {"day": mid.String(), "words": "与提出人当面沟通，形成办理意见。"}}
		r := Register{Agency: in, Values: v, EnteredOn: replied, ReleasedOn: calendar.NoDay}
		if i < n {
			public := after(&d, replied, 15)
			v.Row["published_on"], r.EnteredOn, r.ReleasedOn = public.String(), public, public
		}
		list = append(list, r)
	}
	return list
}

func (p *Plan) meetings() []Register {
	d := dice(20170608)
	experts, work := p.share(expertMeetings, 1), p.share(workMeetings, 4)
	list := p.held(&d, experts, experts, func(in, word string, on calendar.Day) ledger.Values {
		v := values("title", fmt.Sprintf("市政府%s", d.of([]string{"常务会议", "经济运行分析会", "专题论证会"}))+"（"+on.String()+"）", "kind", d.of([]string{"standing", "economic"}),
			"held_on", on.String(), "disclosure", "no", "attendees", strconv.Itoa(d.between(20, 60)), "decision", "proactive")
		for range d.between(1, 4) {
			v.Rows["experts"] = append(v.Rows["experts"], ledger.Row{"name": d.of(surnames) + "某", "field": d.of([]string{"法律顾问", "高校教授", "行业专家", "规划师"}),
				"opinion": "就" + word + "提出修改意见。", "adopted": d.of([]string{"yes", "partly", "no"})})
		}
		return v
	})
	return append(list, p.held(&d, 0, work, func(in, word string, on calendar.Day) ledger.Values {
		kind := d.below(2)
		return values("title", [...]string{"政府信息公开工作会议", "政务公开专题会议"}[kind]+"（"+on.String()+"）", "kind", [...]string{"work", "special"}[kind],
			"held_on", on.String(), "disclosure", "yes", "attendees", strconv.Itoa(d.between(10, 80)), "tasks", "对照年度要点检查进度，明确整改时限。", "decision", "proactive")
	})...)
}

func (p *Plan) trainings() []Register {
	d := dice(20170627)
	n := p.share(classes, 3)
	times := shares(&d, p.share(trained, 40), n)
	i := -1
	return p.held(&d, p.share(4, 1), n, func(in, word string, on calendar.Day) ledger.Values {
		i++
		full := times[i] / 5
		return values("title", fmt.Sprintf("政府信息公开业务培训班（第%d期）", i+1), "started_on", on.String(), "days", strconv.Itoa(d.between(1, 2)), "place", "行政学院",
			"persons", strconv.Itoa(max(times[i]*9/10, 1)), "person_times", strconv.Itoa(times[i]), "full_time", strconv.Itoa(full), "part_time", strconv.Itoa(times[i]-full),
			"content", "信息公开条例、公文属性认定、依申请公开答复、政策解读。")
	})
}

func (p *Plan) readingPoints() []Register {
	d := dice(20170711)
	open, gone := p.share(readingPoints, 20), p.share(readingPointsGone, 1)
	counts := map[string]int{}
	var list []Register
	for i := range open + gone {
		a := p.city.districts[d.below(len(p.city.districts))]
		if i%40 == 0 {
			a = p.city.byCode["DAJ"]
		}
		kind := d.below(20)
		what, name := "community", "社区"
		switch {
		case kind < 1:
			what, name = "archive", "档案馆"
		case kind < 3:
			what, name = "library", "图书馆"
		case kind < 6:
			what, name = "hall", "政务服务大厅"
		case kind < 12:
			name = "村委会"
		}
		counts[a.Code+what+name]++
		opened := calendar.Date(d.between(2009, 2016), 1, 1) + calendar.Day(d.below(360))
		v := values("name", fmt.Sprintf("%s%s查阅点（%d）", a.Short, name, counts[a.Code+what+name]), "kind", what, "district", strings.TrimSuffix(a.Short, "管委会"),
			"address", fmt.Sprintf("%s第%d号服务点", a.Short, counts[a.Code+what+name]), "hours", "工作日 8:30—16:30", "equipment", d.of([]string{"电脑、资料架", "触摸屏", "资料架", "电脑"}),
			"opened_on", opened.String(), "delivered_on", calendar.Date(2017, 12, 1+d.below(20)).String())
		if i >= open {
			v.Row["closed_on"] = workday(&d, firstDay2017, calendar.Date(2017, 11, 30)).String()
			delete(v.Row, "delivered_on")
		}
		list = append(list, Register{a.Code, v, calendar.Date(2017, 12, 21), calendar.Date(2017, 12, 22)})
	}
	return list
}

func (p *Plan) staffing() []Register {
	d := dice(20170809)
	var list []Register
	for _, a := range append(p.clerkly(), p.city.byCode["CC"]) {
		full, bodies := d.below(2), "0"
		switch a.Kind {
		case "county", "zone":
			full, bodies = d.between(1, 4), "1"
		case "government":
			full, bodies = 9, "1"
		}
		part := d.between(1, 5)
		if a.Kind == "county" {
			part = d.between(20, 60)
		}
		list = append(list, Register{a.Code, values("year", "2017", "bodies", bodies, "full_time", strconv.Itoa(full), "part_time", strconv.Itoa(part),
			"budget", fmt.Sprintf("%d.%d", d.below(30), d.below(10))), calendar.Date(2017, 12, 25), calendar.NoDay})
	}
	return list
}

func (p *Plan) decisions() []Register {
	d := dice(20170926)
	var list []Register
	for i, a := range p.clerkly() {
		if a.Kind == "department" && i%3 == 2 {
			continue // takes no decisions of these kinds
		}
		for month := 1; month <= 12; month++ {
			v := values("year", "2017", "month", strconv.Itoa(month), "licences", strconv.Itoa(d.between(0, 900)), "penalties", strconv.Itoa(d.between(0, 120)),
				"compulsions", strconv.Itoa(d.below(9)), "levied", strconv.Itoa(d.below(40)))
			end := min(calendar.Date(2017, time.Month(month)+1, 4), calendar.Date(2017, 12, 29))
			list = append(list, Register{a.Code, v, end, calendar.NoDay})
		}
	}
	return list
}
