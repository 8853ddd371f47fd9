package regulation

import (
	"slices"
	"strings"
)

// Outcome is one way in which a request, or a part of it, ends. The codes are
// unique over all editions and are stored.
type Outcome struct {
	// Code is the edition and the leaf of the statistical form: "2019-B3.3.4",
	// "2008-6". Where one leaf holds several replies of the law each has a
	// suffix: "2019-B3.1-public", "2019-B3.1-given".
	Code    string
	Name    string
	Class   string // 予以公开, 部分公开, 不予公开, 无法提供, 不予处理, 其他处理
	Article string // 第三十六条第（一）项; a paper's number where no article has it
	English string
	// Cell is the leaf of the form of the annual report that counts it:
	// "B3.3.1" in the form of 2021, "3.3.6" in that of 2014. "" when the form
	// of that time has no line. Of a refusal under the form of 2014 it is the
	// sum; ask [Outcome.CellFor].
	Cell string
	// Letter is the title of the letter that tells the applicant; "" when the
	// case ends without one.
	Letter string

	// At most one of these is set.
	Gives   bool // hands the information over
	Partial bool // hands a part over and withholds the rest
	Refuses bool // withholds (不予公开)

	NeedsGround bool     // a reply names one of Grounds
	Grounds     []string // the codes of [Edition.Grounds] that fit; nil: none is named
	NeedsPlace  bool     // the reply tells where to find the information
	NeedsAgency bool     // the reply names the agency that has it, when that is known

	// Premise is what must have been done before the reply is true; "" for
	// nothing that the record of a case shows.
	Premise Premise

	// Words is the operative sentence of the letter, in the words of the law.
	// It has holes, {what} {place} {agency} {ground} {article} {reason}, and
	// passages in [ ] that fall away when a hole in them stays empty. [Outcome.Say]
	// fills it. {article} is the article of the ground.
	Words string
	// Platform is set when an event ends the case so (a limit lapsed, the
	// applicant withdrew) and no officer chooses it.
	Platform bool
}

// Premise is what a reply takes for done, and the record of the case shows or
// contradicts.
type Premise string

const (
	// Provided: the information goes with the letter, or the letter says how it
	// is to be had (2008: art. 26; 2019: art. 36 item 2, art. 37).
	Provided Premise = "provided"
	// Public: a publication that the reply names by its index number is there
	// (2008: art. 21 item 1; 2019: art. 36 item 1).
	Public Premise = "public"
	// Supplemented: the applicant was asked to supplement, and did (art. 30).
	Supplemented Premise = "supplemented"
	// ReasonsAsked: the applicant was asked for reasons (art. 35).
	ReasonsAsked Premise = "reasons_asked"
	// Answered: the same was answered before, and the reply names that answer
	// (art. 36 item 6).
	Answered Premise = "answered"
)

// The classes of outcomes, as the form of 2021 groups them.
const (
	ClassOpen    = "予以公开"
	ClassPart    = "部分公开"
	ClassRefused = "不予公开"
	ClassUnable  = "无法提供"
	ClassNot     = "不予处理"
	ClassOther   = "其他处理"
)

// Outcome is the outcome of the code; false when the edition has none.
func (e *Edition) Outcome(code string) (Outcome, bool) {
	for _, list := range [][]Outcome{e.Outcomes, e.Corrections, e.Answers} {
		if i := slices.IndexFunc(list, func(o Outcome) bool { return o.Code == code }); i >= 0 {
			return list[i], true
		}
	}
	return Outcome{}, false
}

// Ends is every way in which what came in under the name of a request may end.
func (e *Edition) Ends() []Outcome { return slices.Concat(e.Outcomes, e.Corrections, e.Answers) }

// OutcomeByCode is the outcome of the code in whichever edition has it.
func OutcomeByCode(code string) (Outcome, bool) {
	for _, e := range Editions() {
		if o, ok := e.Outcome(code); ok {
			return o, true
		}
	}
	return Outcome{}, false
}

// NoSupplement is the code of the outcome when the applicant was asked to
// supplement and did not. Every edition has it: under that of 2008 the notice
// to supplement was itself the reply.
func (e *Edition) NoSupplement() string { return e.noSupplement }

// NoPayment is the code of the outcome when the fee was not paid in time; ""
// under an edition that does not end a case for that.
func (e *Edition) NoPayment() string { return e.noPayment }

// Withdrawn is the code of the outcome when the applicant withdraws the
// request. Every edition has it.
func (e *Edition) Withdrawn() string { return e.withdrawn }

// Partly is the code of the outcome that gives one part and withholds another
// (区分处理). A decision whose parts do both is counted under it alone.
func (e *Edition) Partly() string {
	return e.Outcomes[slices.IndexFunc(e.Outcomes, func(o Outcome) bool { return o.Partial })].Code
}

// CellFor is the leaf of the form that counts the outcome when it rests on the
// ground. The form of 2014 divides refusals by ground; every other outcome has
// one leaf whatever the ground.
func (o Outcome) CellFor(ground string) string {
	if o.Refuses {
		if cell, ok := cells2014[ground]; ok {
			return cell
		}
	}
	return o.Cell
}

// Asks tells whether the sentence cannot be written without the hole, "reason"
// for example.
func (o Outcome) Asks(hole string) bool {
	out := o.Words
	for {
		from, to := strings.Index(out, "["), strings.Index(out, "]")
		if from < 0 || to < from {
			return strings.Contains(out, "{"+hole+"}")
		}
		out = out[:from] + out[to+1:]
	}
}

// Holes is what fills the holes of [Outcome.Words]. A full stop at the end of
// one is dropped where the sentence has its own.
type Holes struct {
	What    string // the information asked for: 《某某规划》, or 所申请公开的信息
	Place   string // where, how and when to find it
	Agency  string // the agency that has it, with its address and telephone
	Ground  string // the name of the ground
	Article string // the article of the ground
	Reason  string
}

// Say is the sentence with its holes filled. A hole outside [ ] that is empty
// leaves a gap that a reader sees: check [Outcome.Asks] first. What is empty
// reads 所申请公开的信息.
func (o Outcome) Say(h Holes) string {
	if h.What == "" {
		h.What = "所申请公开的信息"
	}
	filled := []string{"what", h.What, "place", h.Place, "agency", h.Agency, "ground", h.Ground, "article", h.Article, "reason", h.Reason}
	words := o.Words
	var pairs []string
	for i := 0; i < len(filled); i += 2 {
		hole, with := "{"+filled[i]+"}", strings.TrimRight(strings.TrimSpace(filled[i+1]), "。；;")
		if with == "" {
			words = dropPassages(words, hole)
		}
		pairs = append(pairs, hole, with)
	}
	words = strings.NewReplacer("[", "", "]", "").Replace(words)
	return strings.NewReplacer(pairs...).Replace(words)
}

// dropPassages is words without the passages in [ ] that have the hole.
func dropPassages(words, hole string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(words, "[")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		passage, after, _ := strings.Cut(rest, "]")
		if !strings.Contains(passage, hole) {
			out.WriteString("[" + passage + "]")
		}
		words = after
	}
}
