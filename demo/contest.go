package demo

import (
	"iter"
	"slices"

	"gongkai/law/calendar"
)

// Grievance is one complaint about the work of disclosure and how it ended.
type Grievance struct {
	Agency, Channel, Name, Subject, Claim string
	On, AcceptedOn, AnsweredOn            calendar.Day
	Outcome                               string // founded, partly, unfounded, referred
	Answer                                string
}

// Contest is one reconsideration or suit, before it is known what it is about.
// Days are counted from the one before: after the answer contested, or after
// the decision on a reconsideration.
type Contest struct {
	Suit bool
	// After says that a suit follows a reconsideration.
	After   bool
	Pick    uint64 // draws the answer contested
	Outcome int    // 0 upheld, 1 corrected, 2 other
	Result  string // code in affairs/remedy
	Subject string
	Claim   string
	// Filed, Taken, Answered, Decided are calendar days each after the last.
	Filed, Taken, Answered, Decided int
}

var answersToComplaints = map[string]string{
	"founded":   "经核实，情况属实，已责成被投诉机关改正并向您反馈。",
	"partly":    "经核实，部分情况属实，已要求被投诉机关完善。",
	"unfounded": "经核实，未发现您反映的情况，有关信息已经公开。",
	"referred":  "所反映事项由其他机关负责，已转有权机关办理。",
}

// Grievances tells every complaint of the year in the order received.
func (p *Plan) Grievances() iter.Seq[Grievance] {
	return func(yield func(Grievance) bool) {
		w := newScribe(p.g, p.city)
		cal := calendar.China()
		draw := p.askers(false)
		d := dice(20170601)
		days := slices.DeleteFunc(p.askingDays(false), func(day calendar.Day) bool { return day > calendar.Date(2017, 11, 20) })
		on := make([]calendar.Day, p.Asked.Complaints)
		for i := range on {
			on[i] = days[d.below(len(days))]
		}
		slices.Sort(on)
		for _, day := range on {
			seed := dice(d.next())
			a := draw.pick(&seed)
			for a.Kind == "government" {
				a = draw.pick(&seed) // over the city's government is nobody here
			}
			w.begin(seed.next(), a, day)
			texts := p.g.asks["disclosure"]
			t := texts[w.below(len(texts))]
			g := Grievance{Agency: a.Code, On: day, Subject: w.line(t.subject), Claim: w.line(t.text), Name: w.line(p.g.asks["natural"][0].subject),
				Channel: [...]string{"online", "online", "phone", "phone", "phone", "counter", "letter"}[w.below(7)]}
			g.AcceptedOn = cal.Add(day, w.below(6))
			g.AnsweredOn = min(cal.Add(g.AcceptedOn, w.between(1, 22)), lastWorkday)
			switch n := w.below(100); {
			case n < 62:
				g.Outcome = "unfounded"
			case n < 83:
				g.Outcome = "founded"
			case n < 92:
				g.Outcome = "partly"
			default:
				g.Outcome = "referred"
			}
			g.Answer = answersToComplaints[g.Outcome]
			if !yield(g) {
				return
			}
		}
	}
}

// LastContested is the last day whose answers were contested and the contest
// decided within the year.
var LastContested = calendar.Date(2017, 8, 20)

// Contests tells every reconsideration, then every suit, in no order of days.
func (p *Plan) Contests() iter.Seq[Contest] {
	results := [2][3][]string{
		{{"upheld"}, {"annulled", "annulled", "compelled", "unlawful", "changed"}, {"dismissed", "dismissed", "ended", "mediated"}},
		{{"claim_dismissed"}, {"annulled", "compelled", "unlawful"}, {"suit_dismissed", "suit_withdrawn"}},
	}
	return func(yield func(Contest) bool) {
		d := dice(20170701)
		for suit, counts := range [2][3]int{p.Asked.Reconsiderations, p.Asked.Suits} {
			for outcome, n := range counts {
				for i := range n {
					texts := p.g.asks["contest"]
					t := texts[d.below(len(texts))]
					codes := results[suit][outcome]
					c := Contest{Suit: suit == 1, After: suit == 1 && i%3 == 2, Pick: d.next(), Outcome: outcome, Result: codes[d.below(len(codes))],
						Subject: t.subject[0].text, Claim: t.text[0].text,
						Filed: d.between(3, 55), Taken: d.between(1, 5), Answered: d.between(4, 9), Decided: d.between(20, 40)}
					if c.After {
						c.Filed = d.between(2, 14)
					}
					if !yield(c) {
						return
					}
				}
			}
		}
	}
}

// Dispute is what somebody wants in today's life: in one line, in words, and who.
type Dispute struct{ Subject, Claim, Name string }

// Disputed is the nth dispute of today's life with an agency: a complaint, or what
// is contested before a reconsideration body or a court.
func (p *Plan) Disputed(n int, code string, complaint bool, on calendar.Day) Dispute {
	w := newScribe(p.g, p.city)
	seed := dice(uint64(n+1) * 0x5851f42d4c957f2d)
	w.begin(seed.next(), p.city.byCode[code], on)
	kind := "contest"
	if complaint {
		kind = "disclosure"
	}
	t := p.g.asks[kind][n%len(p.g.asks[kind])]
	return Dispute{w.line(t.subject), w.line(t.text), w.line(p.g.asks["natural"][0].subject)}
}
