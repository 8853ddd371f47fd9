package search

import (
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/follow/search/word"
	"gongkai/law/calendar"
)

// Order is how hits are ordered.
type Order string

const (
	// ByRelevance puts an exact number first, then an exact title, then those
	// with all words in the title, then those with all words anywhere; within
	// each the newest first, the best few hundred weighed once more.
	ByRelevance Order = ""
	ByDate      Order = "date" // newest first
)

// Query is what is looked for. The zero Query is everything, newest first.
type Query struct {
	// Words are parted by blanks; all must be found. A word may hold Chinese,
	// Latin letters and digits; quotation marks hold a phrase with blanks
	// together. A document number or an index number is recognised in any
	// spelling.
	Words string

	// The filters: any of the values of each; empty for all. A branch of a tree
	// is given by all its leaves.
	Agencies   []agency.Code
	Categories []string
	Years      []int // of publication
	Kinds      []Kind
	Validities []publication.Validity
	Channels   []publication.Channel
	// From and To bound the day of publication, both included; NoDay, or the
	// zero Day, for open.
	From, To calendar.Day

	Order Order
	// After is [Result.Next] of the page before; "" begins. What is no cursor
	// begins too.
	After  string
	Size   int  // hits on a page; 20 for 0, 100 at most
	Facets bool // count facets too
}

// Tier is how well a hit fits, the best first.
type Tier int

const (
	ExactNumber Tier = iota
	ExactTitle
	InTitle  // all words in the title
	Anywhere // all words in title, text or attachments
	Nearest  // not all words
)

// Hit is one document found. What a reader sees of it is read from the record
// by ID, and shown only if it is visible to a stranger.
type Hit struct {
	ID          int64
	PublishedAt int64 // microseconds
	Tier        Tier
}

// Result is a page of hits.
type Result struct {
	Hits []Hit
	// Total is how many there are in all. It is exact unless About, when a word
	// of three or more characters has so many candidates that not each was
	// looked at: then it is slightly too high at most.
	Total int
	About bool
	// Nearest says that nothing has all the words; Hits are those with most of
	// them, and Total counts those shown.
	Nearest bool
	// Number is set where the whole query is a document number and nothing was
	// found: its key, as of text.NumberKey.
	Number string
	// Meant is what was perhaps meant, best first, when little or nothing was
	// found: words that do occur.
	Meant []string
	// Capped says that a word of one character stood for so many words that not
	// all were followed.
	Capped bool
	Facets Facets
	// Next continues after the last hit; "" at the end, or after ten thousand.
	Next string
	// Position is up to which entry of the journal the answer knows.
	Position int64
}

// Facets is how many hits each value has. A facet is counted under all filters
// but its own. Values with none are left out. They are exact when the total is.
type Facets struct {
	Agency   map[agency.Code]int
	Category map[string]int
	Year     map[int]int
	Kind     map[Kind]int
	Validity map[publication.Validity]int // "" where the question does not arise
	Channel  map[publication.Channel]int  // one channel each; a document may count in several
}

// Mark is a piece of text cut for showing, Hit for what was looked for.
type Mark = word.Mark

// Excerpt shows where the words stand in a document.
type Excerpt struct {
	Title []Mark
	Text  []Mark // around the first place in the body; its beginning if there is none
	// File and Page are where the words stand in an attachment, when the title
	// and the body do not hold them all; File is -1 otherwise.
	File     int
	FileName string
	Page     int
	FileText []Mark
}
