package search

import (
	"context"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
)

// Kind is what sort of information a publication is, as a facet.
type Kind string

const (
	Norm        Kind = "norm"        // 规范性文件, rules (规章) among them
	Explanation Kind = "explanation" // 政策解读
	Other       Kind = "other"       // 其他信息
)

// Kinds lists every kind with its printed name.
var Kinds = []struct {
	Kind Kind
	Name string
}{{Norm, "规范性文件"}, {Explanation, "政策解读"}, {Other, "其他信息"}}

// Document is a publication as the index takes it: what a stranger may see of
// it and nothing more.
type Document struct {
	ID       int64
	Index    string // index number (索引号)
	Agency   agency.Code
	Category string
	Title    string
	Number   string // document number (文号); "" if none
	// PublishedAt is when it first became public, in microseconds of Unix time
	// as in the record. Documents are ordered by it, then by ID.
	PublishedAt int64
	Kind        Kind
	Validity    publication.Validity
	Channels    publication.Channel
	// Text is the plain words of the body, with the keywords on a last line.
	Text string
	// Files is the text of the attachments as far as it has been read.
	Files []FilePage
}

// FilePage is one page of one attachment.
type FilePage struct {
	File int // position among the attachments, from 0
	Name string
	Page int // from 1; a sheet of a workbook is a page
	Text string
}

// Record is where documents come from; [OfStore] is the city's. A document
// that a stranger may not see does not exist for it.
type Record interface {
	// Documents is those of the ids that are public, in any order, read in one
	// state of the record.
	Documents(ctx context.Context, ids []int64) ([]Document, error)
	// Scan is up to limit public documents after (publishedAt, id), in that
	// order; (0, 0) begins.
	Scan(ctx context.Context, publishedAt, id int64, limit int) ([]Document, error)
	// Count is about how many there are, for a progress bar.
	Count(ctx context.Context) (int64, error)

	JournalAfter(ctx context.Context, number int64, limit int) ([]journal.Entry, error)
	JournalEnd(ctx context.Context) (int64, error)
	// ReadAfter is the publications whose attachments have been read (text
	// extracted) after the mark, with the new mark: a second stream beside the
	// journal, because reading a file is not an act.
	ReadAfter(ctx context.Context, mark int64, limit int) (ids []int64, next int64, err error)
}
