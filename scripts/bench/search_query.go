package main

import (
	_ "embed"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/affairs/agency"
	"gongkai/follow/search"
)

//go:embed queries.txt
var queryFile string

// classes are the kinds of query, in the order of the table.
var classes = []string{"common", "c2", "c3", "multi", "title", "filter", "docno", "ascii", "rare"}

// asked is one line of the queries.
type asked struct {
	class, words string
	filters      url.Values
}

func queries() ([]asked, error) {
	var list []asked
	for line := range strings.Lines(queryFile) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := append(strings.Split(line, "\t"), "")
		if len(parts) < 3 || !slices.Contains(classes, parts[0]) {
			return nil, fmt.Errorf("queries.txt: %q", line)
		}
		v, err := url.ParseQuery(parts[2])
		if err != nil {
			return nil, fmt.Errorf("queries.txt: %q: %w", line, err)
		}
		list = append(list, asked{parts[0], parts[1], v})
	}
	return list, nil
}

// query is the line as the index is asked.
func (a asked) query(order search.Order, facets bool) search.Query {
	q := search.Query{Words: a.words, Categories: a.filters["category"], Order: order, Facets: facets}
	for _, code := range a.filters["agency"] {
		q.Agencies = append(q.Agencies, agency.Code(code))
	}
	for _, year := range a.filters["year"] {
		if n, err := strconv.Atoi(year); err == nil {
			q.Years = append(q.Years, n)
		}
	}
	return q
}

// timed is how long the queries took, by class.
type timed map[string][]time.Duration

func (t timed) add(class string, took time.Duration) { t[class] = append(t[class], took) }

// mode is what is asked for beside the words.
type mode struct {
	Name   string
	Order  search.Order
	Facets bool
}

var modes = []mode{{"relevance", search.ByRelevance, false}, {"facets", search.ByRelevance, true}, {"date", search.ByDate, false}}

// clientsAtOnce ask at once where that is measured.
const clientsAtOnce = 8

// run is what one side measured of one city. It travels from a child as JSON.
type searched struct {
	// Took is by mode and class, in nanoseconds.
	Took map[string]timed
	// Totals is by words and filters.
	Totals map[string]int
	// AtOnce is every answer given to eight clients with facets, over so long.
	AtOnce []time.Duration
	Lasted time.Duration
	Opened time.Duration // open and first query
	// Single is one document written and to be found.
	Single []time.Duration
	Memory int64         // resident, in the end
	Caught time.Duration // 20,000 documents that came while it was away
}

// built is what one side measured while it built.
type built struct {
	Documents int64
	Seconds   float64
	CPU       float64 // seconds of the processor
	Bytes     int64
	Peak      int64 // of memory; not told of Lucene
}

// rate is documents for each second of one processor, which does not depend on
// what else the machine does.
func (b built) rate() float64 { return float64(b.Documents) / b.CPU }

func (a asked) key() string { return a.words + "\t" + a.filters.Encode() }

func (b built) perDocument() float64 { return float64(b.Bytes) / float64(b.Documents) }
