package demo

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"gongkai/law/calendar"
)

// What the report of 2017 prints of requests, complaints, reconsiderations and
// suits. It counts inquiries and complaints among the requests without telling
// how many; how they are told apart here is made up.
const (
	askedOnline  = 33_142
	askedCounter = 35_567
	askedLetter  = 235
	askedOther   = 208
	askedLonger  = 29

	statutoryTotal = 7_914
	grievanceTotal = 2_106

	complaintTotal = 22_671
)

// answered is the requests by how they were answered, in the order of the eight
// lines of the form of 2014: already public, disclosed, in part, refused, not
// this agency's, does not exist, to be supplemented, another route. (The report
// prints the fifth and the sixth the other way round.)
var answered = [8]int{312, 68_303, 10, 61, 302, 128, 16, 20}

var (
	reconsidered = [3]int{496, 572, 279} // upheld, corrected, other
	sued         = [3]int{132, 8, 15}
)

// Asked are the counts of requests and what followed that a plan keeps exactly.
type Asked struct {
	Online, Counter, Letter, Other int // by channel
	Answers                        [8]int
	Longer                         int // answered after an extension
	Statutory                      int // the rest are inquiries and
	Grievances                     int // complaints
	Complaints                     int // about disclosure; no requests
	Reconsiderations               [3]int
	Suits                          [3]int
}

// Requests is all of them.
func (a Asked) Requests() int { return a.Online + a.Counter + a.Letter + a.Other }

// Remedies is complaints, reconsiderations and suits together.
func (a Asked) Remedies() int {
	n := a.Complaints
	for i := range 3 {
		n += a.Reconsiderations[i] + a.Suits[i]
	}
	return n
}

func askedAt(scale int) Asked {
	part := func(n, least int) int { return max((n+scale/2)/scale, least) }
	a := Asked{
		Online: part(askedOnline, 12), Counter: part(askedCounter, 8), Letter: part(askedLetter, 3), Other: part(askedOther, 3),
		Longer: part(askedLonger, 1), Complaints: part(complaintTotal, 6),
	}
	others := 0
	for i := range answered {
		if i != 1 {
			a.Answers[i] = part(answered[i], 1)
			others += a.Answers[i]
		}
	}
	a.Answers[1] = a.Requests() - others
	a.Statutory = max(part(statutoryTotal, 1), others+a.Longer+a.Letter+a.Other)
	a.Grievances = min(part(grievanceTotal, 1), a.Requests()-a.Statutory)
	for i := range 3 {
		a.Reconsiderations[i], a.Suits[i] = part(reconsidered[i], 1), part(sued[i], 1)
	}
	return a
}

// Person is somebody who asks. The number of their paper belongs to nobody:
// there is no region 000000. Nor can their telephone ring.
type Person struct {
	Kind, Name, Paper, PaperNumber, Phone, Email, Address string
}

// Ask is one request of the year with how it was answered.
type Ask struct {
	Person
	Agency, Kind, Channel string
	SubmittedAt           time.Time
	AnsweredOn            calendar.Day // not before the day it was received
	Longer                bool         // more time was needed
	Subject, Text         string
	Form, Route           string
	Answer                int // 1 to 8, the line of the form of 2014
	// Ground is the code of the ground of a refusal; Reason, Place, Elsewhere
	// what the answer says where it must.
	Ground, Reason, Place, Elsewhere string
}

// outline is a request of which only the outline is drawn.
type outline struct {
	at      time.Time
	channel string
	kind    string
	answer  int
	longer  bool
	seed    uint64
}

// lastWorkday is the last on which something could be answered in the year.
var lastWorkday = calendar.China().Add(calendar.Date(2018, time.January, 1), -1)

// outlines draws the whole year in the order of submission.
func (p *Plan) outlines() []outline {
	a := p.Asked
	w := dice(20170501)
	var list []outline
	for _, c := range []struct {
		channel string
		n       int
	}{
		{"online", a.Online}, {"counter", a.Counter}, {"signed_post", a.Letter * 3 / 4}, {"plain_post", a.Letter - a.Letter*3/4},
		{"fax", a.Other}, // the report's 传真等其他形式; the form counts e-mail as 网络申请
	} {
		days := p.askingDays(c.channel == "online")
		for range c.n {
			o := outline{channel: c.channel, kind: "consultation", answer: 2, seed: w.next()}
			on := days[w.below(len(days))]
			second := opens + w.below(worked)
			if second >= opens+lunch {
				second += lunchTime
			}
			if c.channel == "online" && w.below(4) == 0 && on < lastWorkday {
				second = w.between(16*3600+1800, 22*3600)
			}
			if on == lastWorkday { // in time to be received and answered that day
				second = opens + (second-opens)%lunch
			}
			o.at = on.Start().Add(time.Duration(second)*time.Second + time.Duration(w.below(1000))*time.Millisecond)
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(x, y outline) int { return x.at.Compare(y.at) })

	// Who sends a letter means a request; at the counter most only inquire.
	rank := make([]int, len(list))
	order := make([]int, len(list))
	for i := range list {
		order[i] = i
		switch list[i].channel {
		case "online":
			rank[i] = 1 + w.below(1000)
		case "counter":
			rank[i] = 1 + w.below(4000)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return rank[x] - rank[y] })
	for _, i := range order[:a.Statutory] {
		list[i].kind = "statutory"
	}
	for _, i := range order[a.Statutory : a.Statutory+a.Grievances] {
		list[i].kind = "complaint"
	}
	statutory := slices.Clone(order[:a.Statutory])
	for i := len(statutory) - 1; i > 0; i-- {
		j := w.below(i + 1)
		statutory[i], statutory[j] = statutory[j], statutory[i]
	}
	for answer, n := range a.Answers {
		if answer == 1 {
			continue
		}
		for _, i := range statutory[:n] {
			list[i].answer = answer + 1
		}
		statutory = statutory[n:]
	}
	// What takes thirty working days must have come by the middle of November.
	longer := a.Longer
	for _, i := range statutory {
		if longer > 0 && list[i].at.Before(calendar.Date(2017, time.November, 10).Start()) {
			list[i].longer = true
			longer--
		}
	}
	return list
}

// askingDays is the days of the year on which people ask, busy ones more than
// once.
func (p *Plan) askingDays(weekends bool) []calendar.Day {
	var days []calendar.Day
	for _, d := range p.days {
		n := busy[d.on.Time().Month()] / 8
		switch {
		case d.on > lastWorkday:
			continue
		case d.working:
		case weekends:
			n /= 3
		default:
			continue
		}
		for range n {
			days = append(days, d.on)
		}
	}
	return days
}

// Asks tells every request of the year in the order of submission, the same
// each time.
func (p *Plan) Asks() iter.Seq[Ask] {
	return func(yield func(Ask) bool) {
		w := newScribe(p.g, p.city)
		draws := map[string]*askDraw{"statutory": p.askers(true), "consultation": p.askers(false), "complaint": p.askers(false)}
		for _, o := range p.outlines() {
			if !yield(p.ask(w, draws[o.kind], o)) {
				return
			}
		}
	}
}

// askDraw picks the agency people ask.
type askDraw struct {
	upTo   []int
	agency []*agency
}

// askedMost is how many ask an agency, where it is not the usual.
var askedMost = map[string][2]int{ // inquiries, requests
	"RSJ": {150, 60}, "GAJ": {180, 60}, "FGJ": {130, 180}, "GTJ": {90, 400}, "MZJ": {70, 60}, "GJJ": {120, 15}, "ZWZX": {200, 10},
	"GSJ": {80, 30}, "DSJ": {60, 15}, "WJW": {40, 30}, "JYJ": {60, 60}, "GHJ": {50, 320}, "FWZSB": {60, 380}, "CXJW": {50, 140},
	"ZFBGT": {30, 160}, "CC": {4, 60}, "HBJ": {25, 70}, "JTJ": {35, 30},
}

func (p *Plan) askers(statutory bool) *askDraw {
	d := &askDraw{}
	sum := 0
	for _, a := range p.city.agencies {
		n, known := askedMost[a.Code]
		if !known {
			switch a.Kind {
			case "county":
				n = [2]int{70, 140}
			case "zone":
				n = [2]int{40, 90}
			case "township":
				n = [2]int{8, 12}
			default:
				n = [2]int{10, 12}
			}
		}
		if sum += n[0]; statutory {
			sum += n[1] - n[0]
		}
		d.upTo, d.agency = append(d.upTo, sum), append(d.agency, a)
	}
	return d
}

func (d *askDraw) pick(w *dice) *agency {
	n := w.below(d.upTo[len(d.upTo)-1]) + 1
	i, _ := slices.BinarySearch(d.upTo, n)
	return d.agency[i]
}

var (
	grounds2008 = []string{"2008-14-2", "2008-14-3", "2008-14-3", "2008-14-3", "2008-08-1", "2008-02-1", "2008-02-2", "2008-14-1"}
	reasons2008 = map[string]string{
		"2008-14-1": "该信息已经依法定密，尚未解密", "2008-14-2": "书面征求权利人意见，权利人不同意公开，其中的报价和技术方案属于商业秘密",
		"2008-14-3": "其中包含他人姓名、住址、家庭收入等个人信息，权利人不同意公开", "2008-08-1": "公开后可能影响正在进行的安全隐患排查工作",
		"2008-02-1": "该信息属于本机关内部管理信息，不属于《条例》所指政府信息", "2008-02-2": "该信息属于正在讨论、研究过程中的信息，尚未最终形成",
	}
)

// handing2008 is how what was disclosed reached the applicant, by route: the
// files themselves are not in the demonstration.
var handing2008 = map[string]string{
	"online": "随本告知书在本网站“依申请公开”栏目提供", "email": "随本告知书发送到您的电子邮箱",
	"counter": "凭本告知书在受理窗口当面领取复制件", "post": "复制件随本告知书一并邮寄",
}

func (p *Plan) ask(w *scribe, draw *askDraw, o outline) Ask {
	seed := dice(o.seed)
	agency := draw.pick(&seed)
	on := calendar.On(o.at)
	w.begin(seed.next(), agency, on)
	texts := p.g.asks[o.kind]
	t := texts[w.below(len(texts))]
	a := Ask{Agency: agency.Code, Kind: o.kind, Channel: o.channel, SubmittedAt: o.at, Longer: o.longer, Answer: o.answer,
		Subject: w.line(t.subject), Text: w.line(t.text)}
	a.Person = p.person(w, o.kind)
	switch o.channel {
	case "online":
		a.Form, a.Route = "electronic", "online"
	case "counter":
		a.Form, a.Route = "paper", "counter"
	case "email":
		a.Form, a.Route = "electronic", "email"
	default:
		a.Form, a.Route = "copy", "post"
	}
	cal := calendar.China()
	days := w.below(3)
	switch {
	case o.longer:
		days = w.between(17, 28)
	case o.kind == "statutory":
		days = w.between(2, 13)
	case o.kind == "complaint":
		days = w.between(1, 9)
	case o.channel == "counter":
		days = max(0, w.below(8)-6)
	}
	a.AnsweredOn = min(cal.Add(cal.Add(on-1, 1), days), lastWorkday)
	switch o.answer {
	case 1:
		a.Place = "长春市人民政府网站“政府信息公开”栏目，可按文件名称检索"
	case 2:
		a.Place = handing2008[a.Route]
	case 3, 4:
		a.Ground = grounds2008[w.below(len(grounds2008))]
		if o.answer == 3 {
			a.Ground, a.Place = grounds2008[1+w.below(3)], handing2008[a.Route]
		}
		a.Reason = reasons2008[a.Ground]
	case 5:
		other := p.city.districts[w.below(len(p.city.districts))]
		a.Elsewhere, a.Reason = other.Name, "该信息由其他行政机关制作或者获取"
	case 6:
		a.Reason = "经检索本机关档案和业务系统，未制作或者获取该信息"
	case 7:
		a.Reason = "请写明所需信息的名称、文号或者形成的大致时间"
	case 8:
		a.Reason, a.Place = "所提事项已有专门的办理渠道", "到不动产登记档案查询窗口凭有效证件查询"
	}
	return a
}

// line is one template written out.
func (w *scribe) line(t template) string {
	w.out = w.out[:0]
	w.write(t)
	return string(w.out)
}

// person draws who asks.
func (p *Plan) person(w *scribe, kind string) Person {
	who := Person{Kind: "natural", Phone: "0431-0" + digits(w, 7)}
	if kind == "statutory" {
		switch n := w.below(100); {
		case n < 9:
			who.Kind = "commercial"
		case n < 10:
			who.Kind = "research"
		case n < 11:
			who.Kind = "public_benefit"
		case n < 13:
			who.Kind = "legal_service"
		case n < 14:
			who.Kind = "other"
		}
	} else if w.below(20) == 0 {
		who.Kind = "commercial"
	}
	t := p.g.asks[who.Kind][0]
	who.Name, who.Address = w.line(t.subject), w.line(t.text)
	if who.Kind == "natural" {
		born := calendar.Date(w.between(1940, 1998), time.Month(w.between(1, 12)), w.between(1, 28))
		who.Paper, who.PaperNumber = "居民身份证", checked("000000"+born.Time().Format("20060102")+digits(w, 3))
	} else {
		who.Paper, who.PaperNumber = "统一社会信用代码", "00000000"+digits(w, 9)+"X"
	}
	who.Email = "u" + digits(w, 6) + "@example.com"
	return who
}

func digits(w *scribe, n int) string { return fmt.Sprintf("%0*d", n, w.below(pow10[n])) }

var pow10 = [...]int{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000}

// checked adds the last character of an identity number (GB 11643).
func checked(s string) string {
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return s + string("10X98765432"[sum%11])
}

// Living is the nth request of today's life to an agency, as it would be
// submitted at the instant; who asks and what is drawn from n alone.
func (p *Plan) Living(n int, code, kind, channel string, at time.Time) Ask {
	w := newScribe(p.g, p.city)
	draw := &askDraw{upTo: []int{1}, agency: []*agency{p.city.byCode[code]}}
	seed := dice(uint64(n+1) * 0x9e6c63d0876a9a47)
	return p.ask(w, draw, outline{at: at, channel: channel, kind: kind, answer: 2, seed: seed.next()})
}
