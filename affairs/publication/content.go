package publication

import (
	"errors"
	"regexp"
	"strings"

	"gongkai/law/calendar"
)

// Channel is where information went out. A publication may have gone out on
// several, so channels form a set.
type Channel int

const (
	Website Channel = 1 << iota // 政府网站
	Gazette                     // 政府公报
	Social                      // 政务微博、微信
	Other                       // 其他：客户端、办事指南等
)

// Channels lists every channel in the order of the annual report.
var Channels = []struct {
	Channel Channel
	Code    string // in addresses and files
	Name    string
}{
	{Website, "website", "政府网站"},
	{Gazette, "gazette", "政府公报"},
	{Social, "social", "政务微博、微信"},
	{Other, "other", "其他方式"},
}

// Has says whether all channels of d are in c.
func (c Channel) Has(d Channel) bool { return c&d == d }

// Validity is whether a document is in force (有效性). "" where the question
// does not arise.
type Validity string

const (
	InForce  Validity = "in_force" // 有效
	Amended  Validity = "amended"  // 已修改
	Repealed Validity = "repealed" // 废止
	Expired  Validity = "expired"  // 失效
)

// Validities lists every validity with its printed name.
var Validities = []struct {
	Validity Validity
	Name     string
}{
	{InForce, "有效"}, {Amended, "已修改"}, {Repealed, "废止"}, {Expired, "失效"},
}

// Name is the printed name; "" for none.
func (v Validity) Name() string {
	for _, row := range Validities {
		if row.Validity == v {
			return row.Name
		}
	}
	return ""
}

// Stage is one of the five opennesses (五公开) a matter passes through; "" if
// not tagged.
type Stage string

// Stages lists the five in their order.
var Stages = []Stage{"决策", "执行", "管理", "服务", "结果"}

// Attachment is a file that belongs to a content. The bytes lie in the blob
// store under SHA256.
type Attachment struct {
	Name   string `json:"name"`
	Type   string `json:"type"` // media type found by inspection
	Size   int64  `json:"size"` // bytes
	SHA256 string `json:"sha256"`
}

// Content is what a reader is shown: the metadata of the catalogue (art. 12),
// the text and the files.
type Content struct {
	Title    string
	Number   string // 文号, as printed; "" if none
	Category string // code in the category tree
	// IssuedOn is when the information was formed or changed (成文日期), where
	// the twenty working days begin. NoDay if unknown.
	IssuedOn    calendar.Day
	Body        string // safe rich text; "" if the files say it all
	Keywords    string // 主题词, separated by a blank
	Stage       Stage
	Normative   bool // 规范性文件
	Validity    Validity
	Channels    Channel
	Attachments []Attachment
}

// Limits of a content, in characters. A title longer than a printed page's
// heading is a mistake; so is a body of more than a book.
const (
	MaxTitle    = 300
	MaxNumber   = 100
	MaxKeywords = 200
	MaxBody     = 500_000
	MaxFiles    = 50
)

var (
	ErrTitle      = errors.New("请填写名称")
	ErrCategory   = errors.New("请选择目录类别")
	ErrIssued     = errors.New("请填写成文日期")
	ErrIssuedLate = errors.New("成文日期不能晚于今天")
	ErrEmpty      = errors.New("请填写正文或添加附件")
	ErrStage      = errors.New("“五公开”阶段只能是决策、执行、管理、服务、结果之一")
	ErrValidity   = errors.New("有效性只能是有效、已修改、废止、失效之一")
	ErrChannel    = errors.New("请至少选择一个发布渠道")
	ErrFiles      = errors.New("附件不能超过 50 个")
)

// yearBrackets are the brackets people type round the year of a document
// number; it is printed with 〔〕 (GB/T 9704).
var yearBrackets = regexp.MustCompile(`[\[(（【［﹝〖]((?:19|20)[0-9]{2})[\])）】］﹞〗]`)

// normal trims what people type round the edges.
func (c Content) normal() Content {
	c.Title = strings.TrimSpace(c.Title)
	c.Number = yearBrackets.ReplaceAllString(strings.TrimSpace(c.Number), "〔$1〕")
	c.Keywords = strings.Join(strings.Fields(c.Keywords), " ")
	return c
}

// checkDraft refuses what no draft may hold; a draft may still be incomplete,
// but it must have a name to be found again.
func (c Content) checkDraft(today calendar.Day) error {
	switch {
	case c.Title == "":
		return ErrTitle
	case c.IssuedOn != calendar.NoDay && c.IssuedOn > today:
		return ErrIssuedLate
	case c.Stage != "" && !knownStage(c.Stage):
		return ErrStage
	case c.Validity != "" && c.Validity.Name() == "":
		return ErrValidity
	case len(c.Attachments) > MaxFiles:
		return ErrFiles
	}
	return nil
}

// Complete refuses what must not be published: the metadata of article 12 is
// required, and something to read.
func (c Content) Complete(today calendar.Day) error {
	if err := c.checkDraft(today); err != nil {
		return err
	}
	switch {
	case c.Category == "":
		return ErrCategory
	case c.IssuedOn == calendar.NoDay:
		return ErrIssued
	case c.Channels == 0:
		return ErrChannel
	case strings.TrimSpace(c.Body) == "" && len(c.Attachments) == 0:
		return ErrEmpty
	}
	return nil
}

func knownStage(s Stage) bool {
	for _, known := range Stages {
		if s == known {
			return true
		}
	}
	return false
}
