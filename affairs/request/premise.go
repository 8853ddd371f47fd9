package request

import (
	"errors"
	"regexp"
	"slices"

	"gongkai/law/regulation"
)

var (
	ErrNotSupplemented = errors.New("没有告知过补正，或者还没有收到补正，不能答复补正后仍不明确；请先告知补正，或者改选答复种类（第三十条）")
	ErrReasonsFirst    = errors.New("没有要求申请人说明过理由，不能答复无正当理由大量反复申请；请先要求说明理由，或者改选答复种类（第三十五条）")
	ErrEarlier         = errors.New("请写明此前的答复：原申请的受理编号，或者原答复的文号（第三十六条第六项）")
	ErrEarlierCase     = errors.New("没有找到同一申请人已经答复的这一受理编号，请核对")
	ErrNotPublic       = errors.New("没有这个索引号的已公开信息")
)

// Lack is a premise of a part of an answer that the record of the case
// contradicts. Field is where the officer mends it: "outcome", "place" or
// "reason".
type Lack struct {
	Part  int // from 0
	Field string
	Err   error
}

// Lacks is what the parts take for done and the case does not show, by the
// premises of their outcomes; files are the hashes of what is handed over. What
// they name outside the case is for [Named].
func (r Request) Lacks(parts []Part, files []string) []Lack {
	e, ok := r.Law()
	if !ok {
		return nil
	}
	handed := slices.ContainsFunc(files, func(hash string) bool { _, ok := r.Given(hash); return ok })
	var lacks []Lack
	for i, p := range parts {
		o, _ := e.Outcome(p.Outcome)
		switch o.Premise {
		case regulation.Provided:
			if !handed && p.Place == "" {
				lacks = append(lacks, Lack{i, "place", ErrNothingGiven})
			}
		case regulation.Supplemented:
			if r.Clarification == nil || !r.Clarification.Answered {
				lacks = append(lacks, Lack{i, "outcome", ErrNotSupplemented})
			}
		case regulation.ReasonsAsked:
			if r.Delay == nil {
				lacks = append(lacks, Lack{i, "outcome", ErrReasonsFirst})
			}
		case regulation.Answered:
			if len(earlierCases(p.Reason)) == 0 && !letterForm.MatchString(p.Reason) {
				lacks = append(lacks, Lack{i, "reason", ErrEarlier})
			}
		}
	}
	return lacks
}

// lacking is the first of the [Request.Lacks] of the decision, nil if none.
func (r Request) lacking(d Decision) error {
	for _, l := range r.Lacks(d.Parts, d.Files) {
		return l.Err
	}
	return nil
}

var (
	caseForm   = regexp.MustCompile(`[0-9]{4}-[0-9]{6}`)
	letterForm = regexp.MustCompile(`[0-9０-９]+\s*号`)
)

// earlierCases is the requests that the words name by their number.
func earlierCases(words string) []ID {
	var list []ID
	for _, s := range caseForm.FindAllString(words, -1) {
		if id, ok := ParseNumber(s); ok {
			list = append(list, id)
		}
	}
	return list
}

// Names is what a part of an answer names in the record outside its case: the
// index number of a publication ("" for none), and requests answered before.
type Names struct {
	Part    int // from 0
	Index   string
	Earlier []ID
}

// Named is what the parts rest on outside the case, by the premises of their
// outcomes; a part that names nothing is left out.
func Named(parts []Part) []Names {
	var list []Names
	for i, p := range parts {
		n := Names{Part: i}
		switch o, _ := regulation.OutcomeByCode(p.Outcome); o.Premise {
		case regulation.Public:
			n.Index = p.Published
		case regulation.Answered:
			n.Earlier = earlierCases(p.Reason)
		}
		if n.Index != "" || len(n.Earlier) > 0 {
			list = append(list, n)
		}
	}
	return list
}

// Repeats says whether the request asks again what the earlier one was answered
// (2019: art. 36 item 6): of the same applicant, and closed.
func (r Request) Repeats(earlier Request) bool {
	return earlier.ID != r.ID && earlier.State == Closed && earlier.Applicant.Key() == r.Applicant.Key()
}
