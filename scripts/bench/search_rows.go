package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The goals of the design, as ratios in one run.
const (
	tailOfFTS     = 1.0 / 100
	tailOfLucene  = 1.0 / 5
	wordsOfFTS    = 1.0 / 20
	fewWordsGrace = 2 * time.Millisecond
	dateOfFTS     = 1.0 / 5
	rateOfFTS     = 100.0
	rateOfLucene  = 5.0
	atOnceOfFTS   = 1.0 / 20
	bytesOfFTS    = 0.7
	bytesOfLucene = 1.2
	openOfLucene  = 1.5
	deltaGoal     = 5 * time.Second
	facetGrowth   = 20.0
	wordGrowth    = 5.0
	memoryOfFTS   = 0.5
)

func rate(list []time.Duration, over time.Duration) float64 {
	return float64(len(list)) / over.Seconds()
}

// addSearch writes the rows of every size.
func (e *engine) addSearch(sides []*side) {
	for _, s := range sides {
		if s.peered {
			e.addPeered(s)
		}
	}
	if len(sides) > 1 {
		e.addGrown(sides)
	}
}

// besidePeers adds a row beside FTS5 and, where there is Lucene, one beside it.
func (e *engine) besidePeers(what string, ours, fts, lucene time.Duration, goalP, goalL string, mostP, mostL float64) {
	r := ratio(ours, fts)
	e.add(row{what: what, product: micro(ours), peer: micro(fts), ratio: r, goal: goalP, ok: r <= mostP})
	if lucene > 0 {
		r := ratio(ours, lucene)
		e.add(row{what: "the same, beside Lucene", product: micro(ours), peer: micro(lucene), ratio: r, goal: goalL, ok: r <= mostL})
	}
}

func (e *engine) addPeered(s *side) {
	n := thousands(s.documents)
	p95 := func(of searched, mode string, class ...string) time.Duration {
		return percentile(of.of(mode, class...), 95)
	}
	full := s.documents > 1_000_000 // the goals are told at this size
	p50 := func(mode, class string) string { return " (p50 " + micro(percentile(s.ours.of(mode, class), 50)) + ")" }
	e.besidePeers(n+" documents: common words, first page, exact count, all facets, p95"+p50("facets", "common"),
		p95(s.ours, "facets", "common"), p95(s.theirs, "facets", "common"), p95(s.lucenes, "facets", "common"), "≤ 1/100", "≤ 1/5", tailOfFTS, tailOfLucene)
	e.besidePeers(n+" documents: common words by relevance, exact count, p95"+p50("relevance", "common"),
		p95(s.ours, "relevance", "common"), p95(s.theirs, "relevance", "common"), p95(s.lucenes, "relcap", "common"), "≤ 1/100", "≤ 1/5 (its count ends at 1,000)", tailOfFTS, tailOfLucene)
	for _, class := range classes[1:] {
		ours, theirs := p95(s.ours, "relevance", class), p95(s.theirs, "relevance", class)
		r := row{what: n + " documents: " + class + " by relevance, p95" + p50("relevance", class), product: micro(ours), peer: micro(theirs), ratio: ratio(ours, theirs)}
		switch class {
		case "docno", "ascii", "rare":
			r.goal, r.ok = "≤ peer + 2 ms", ours <= theirs+fewWordsGrace
		default:
			r.goal, r.ok = "≤ 1/20", r.ratio <= wordsOfFTS
		}
		e.add(r)
	}
	for _, class := range classes {
		ours, theirs := p95(s.ours, "date", class), p95(s.theirs, "date", class)
		r := row{what: n + " documents: " + class + ", newest first, exact count, p95" + p50("date", class), product: micro(ours), peer: micro(theirs), ratio: ratio(ours, theirs),
			goal: "≤ 1/5", ok: ratio(ours, theirs) <= dateOfFTS}
		if theirs < time.Millisecond {
			r.goal, r.ok = "≤ peer + 2 ms", ours <= theirs+fewWordsGrace
		}
		e.add(r)
	}
	ours, theirs := rate(s.ours.AtOnce, s.ours.Lasted), rate(s.theirs.AtOnce, s.theirs.Lasted)
	r := row{what: n + " documents: 8 clients, common words with facets", product: thousands(int64(ours)) + "/s", peer: fmt.Sprintf("%.1f/s", theirs),
		ratio: ours / theirs, goal: "≥ 100", ok: ours/theirs >= rateOfFTS}
	if !full {
		r.goal = "" // told at the size of the city
	}
	e.add(r)
	if s.withLucene {
		l := rate(s.lucenes.AtOnce, s.lucenes.Lasted)
		r := row{what: "the same, beside Lucene", product: thousands(int64(ours)) + "/s", peer: fmt.Sprintf("%.1f/s", l), ratio: ours / l, goal: "≥ 5", ok: ours/l >= rateOfLucene}
		if !full {
			r.goal = ""
		}
		e.add(r)
	}
	e.besidePeers(n+" documents: 8 clients, p99", percentile(s.ours.AtOnce, 99), percentile(s.theirs.AtOnce, 99), percentile(s.lucenes.AtOnce, 99),
		"≤ 1/20", "≤ 1/5", atOnceOfFTS, tailOfLucene)
	part := s.built.perDocument() / s.builtP.perDocument()
	e.add(row{what: n + " documents: index, bytes a document", product: fmt.Sprintf("%.0f", s.built.perDocument()), peer: fmt.Sprintf("%.0f", s.builtP.perDocument()), ratio: part, goal: "≤ 0.7", ok: part <= bytesOfFTS})
	if s.withLucene {
		part := s.built.perDocument() / s.builtL.perDocument()
		e.add(row{what: "the same, beside Lucene", product: fmt.Sprintf("%.0f", s.built.perDocument()), peer: fmt.Sprintf("%.0f", s.builtL.perDocument()), ratio: part, goal: "≤ 1.2", ok: part <= bytesOfLucene})
	}
	faster := s.built.rate() / s.builtP.rate()
	e.add(row{what: n + " documents: built on one core", product: thousands(int64(s.built.rate())) + "/s", peer: thousands(int64(s.builtP.rate())) + "/s", ratio: faster,
		goal: "≥ 1.0", ok: faster >= 1})
	e.add(row{what: "memory of that at its peak", product: megabytes(s.built.Peak), peer: megabytes(s.builtP.Peak), ratio: float64(s.built.Peak) / float64(s.builtP.Peak), ok: true})
	a, b := percentile(s.ours.Single, 50), percentile(s.theirs.Single, 50)
	e.add(row{what: n + " documents: one more, committed and to be found, p50", product: micro(a), peer: micro(b), ratio: ratio(a, b), goal: "≤ 1.0", ok: a <= b})
	if s.withLucene {
		r := ratio(s.ours.Opened, s.lucenes.Opened)
		e.add(row{what: n + " documents: open and first query, beside Lucene", product: micro(s.ours.Opened), peer: micro(s.lucenes.Opened), ratio: r,
			goal: "≤ 1.5", ok: r <= openOfLucene})
	}
	e.add(row{what: n + " documents: 20,000 that came meanwhile are caught up with", product: micro(s.ours.Caught), goal: "≤ 5 s", ok: s.ours.Caught <= deltaGoal})
	memory := float64(s.ours.Memory) / float64(s.theirs.Memory)
	e.add(row{what: n + " documents: resident memory after the run", product: megabytes(s.ours.Memory), peer: megabytes(s.theirs.Memory), ratio: memory, goal: "≤ 0.5", ok: memory <= memoryOfFTS})
	totals := row{what: fmt.Sprintf("%s documents: totals of %d Chinese queries with at most %d hits that are not FTS5's", n, s.compared, fewHits),
		product: strconv.Itoa(len(s.differ)), goal: "0", ok: len(s.differ) == 0 && s.compared > 0}
	if len(s.differ) > 0 {
		totals.product += " (" + strings.Join(s.differ, "; ") + ")"
	}
	e.add(totals)
}

// addGrown compares each size with the one a tenth of it.
func (e *engine) addGrown(sides []*side) {
	for i, s := range sides[1:] {
		small := sides[i]
		what := thousands(s.documents) + " documents beside " + thousands(small.documents) + ": "
		a, b := percentile(s.ours.of("facets", "common"), 50), percentile(small.ours.of("facets", "common"), 50)
		e.add(row{what: what + "common words with facets, p50", product: micro(a), peer: micro(b), ratio: ratio(a, b), goal: "≤ 20", ok: ratio(a, b) <= facetGrowth})
		a, b = percentile(s.ours.of("relevance", "c2"), 50), percentile(small.ours.of("relevance", "c2"), 50)
		e.add(row{what: what + "c2 by relevance, p50", product: micro(a), peer: micro(b), ratio: ratio(a, b), goal: "≤ 5 (+ 1 ms)",
			ok: a <= time.Duration(wordGrowth*float64(b))+time.Millisecond})
	}
	if len(sides) < 3 {
		return
	}
	city, ten := sides[1], sides[2]
	ours := percentile(ten.ours.of("facets", "common"), 95)
	e.besidePeers(thousands(ten.documents)+" documents: common words with facets, p95, beside the peers with "+thousands(city.documents),
		ours, percentile(city.theirs.of("facets", "common"), 95), percentile(city.lucenes.of("facets", "common"), 95), "≤ 1/30", "≤ 1/2", 1.0/30, 1.0/2)
	ours = percentile(ten.ours.of("relevance", "common"), 95)
	e.add(row{what: thousands(ten.documents) + " documents: common words by relevance, p95", product: micro(ours), ok: true})
	e.add(row{what: thousands(ten.documents) + " documents: 8 clients with facets", product: thousands(int64(rate(ten.ours.AtOnce, ten.ours.Lasted))) + "/s, p99 " + micro(percentile(ten.ours.AtOnce, 99)), ok: true})
	e.add(row{what: thousands(ten.documents) + " documents: size of the index", product: megabytes(ten.built.Bytes), ok: true})
	e.add(row{what: thousands(ten.documents) + " documents: built on one core", product: thousands(int64(ten.built.rate())) + "/s", ok: true})
	e.add(row{what: thousands(ten.documents) + " documents: open and first query", product: micro(ten.ours.Opened), ok: true})
	e.add(row{what: thousands(ten.documents) + " documents: resident memory after the run", product: megabytes(ten.ours.Memory), ok: true})
}
