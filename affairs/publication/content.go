package publication

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// Channel is where information went out. A publication may have gone out on
// several, so channels form a set.
type Channel int

const (
	Website Channel = 1 << iota // 政府网站
	Gazette                     // 政府公报
	// Social is 微博或微信. The form of 2014 counts the two apart, but older
	// records do not tell them apart: of these this is all that is known.
	Social
	Other // 其他：客户端、办事指南等

	Weibo  = Social | 1<<4 // 政务微博
	WeChat = Social | 1<<5 // 政务微信
)

// ChannelRow is a channel with what it is called.
type ChannelRow struct {
	Channel Channel
	Code    string // in addresses and files
	Name    string
}

// Channels lists every channel in the order of the annual report; Social,
// which holds the two after it, before them.
var Channels = []ChannelRow{
	{Website, "website", "政府网站"},
	{Gazette, "gazette", "政府公报"},
	{Social, "social", "微博或微信"},
	{Weibo, "weibo", "政务微博"},
	{WeChat, "wechat", "政务微信"},
	{Other, "other", "其他方式"},
}

// Has says whether all channels of d are in c.
func (c Channel) Has(d Channel) bool { return c&d == d }

// SocialUntold says that it went out on Weibo or WeChat and nobody knows on
// which.
func (c Channel) SocialUntold() bool { return c&(Weibo|WeChat) == Social }

// Told is the channels in c, each as precisely as it is known: Social only
// where it is not known to be Weibo or WeChat.
func (c Channel) Told() []ChannelRow {
	var list []ChannelRow
	for _, row := range Channels {
		if c.Has(row.Channel) && (row.Channel != Social || c.SocialUntold()) {
			list = append(list, row)
		}
	}
	return list
}

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

// Ceased says that the document is no longer in force. An amended one is, in
// its new wording.
func (v Validity) Ceased() bool { return v == Repealed || v == Expired }

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
	// Original is the blob this one was cleaned from; "" if from none. It is
	// for those who may see drafts, see [CleanFile].
	Original string `json:"original,omitempty"`
}

// Rules is the category of rules (规章), which are no normative documents
// (规范性文件) and are counted apart from them.
const Rules = "A0102"

// Content is what a reader is shown: the metadata of the catalogue (art. 12),
// the text and the files.
type Content struct {
	Title    string
	Number   string // 文号, as printed; "" if none
	Category string // code in the category tree
	// IssuedOn is when the information was formed or changed (成文日期), where
	// the twenty working days begin. NoDay if unknown.
	IssuedOn calendar.Day
	Body     string // safe rich text; "" if the files say it all
	Keywords string // 主题词, separated by a blank
	Stage    Stage
	// Matter is the name of what this is a step of (事项), from the decision to
	// the result; "" if of none. Those of one agency with one name are of one
	// matter.
	Matter    string
	Normative bool // 规范性文件
	Validity  Validity
	// EndedOn is the first day on which the document was no longer in force;
	// NoDay while it is, and where nobody knows: see [Content.Ended].
	EndedOn calendar.Day
	// Interprets names the policy that this explains (政策解读): its index
	// number or its 文号; "" if it explains none.
	Interprets  string
	Piece       Piece // its kind, of what explains a policy
	Channels    Channel
	Attachments []Attachment
}

// UnmarshalJSON reads contents kept before they had all of today's fields.
func (c *Content) UnmarshalJSON(kept []byte) error {
	type fields Content
	f := fields{IssuedOn: calendar.NoDay, EndedOn: calendar.NoDay}
	err := json.Unmarshal(kept, &f)
	*c = Content(f)
	return err
}

// Ended is the day on which the document ceased to be in force; NoDay for one
// in force, and where the day is not known.
func (c Content) Ended() calendar.Day {
	if !c.Validity.Ceased() {
		return calendar.NoDay
	}
	return c.EndedOn
}

// Document says whether it is a rule or a normative document, which are
// counted as they are issued and cease.
func (c Content) Document() bool { return c.Normative || c.Category == Rules }

// Explains is the key under which the policy is found that this explains: an
// index number, or the key of a document number (text.NumberKey). "" if it
// explains none.
func (c Content) Explains() string {
	if c.Interprets == "" {
		return ""
	}
	if index, err := ParseIndex(c.Interprets); err == nil {
		return index
	}
	key, _ := text.NumberKey(c.Interprets)
	return key
}

// Limits of a content, in characters. A title longer than a printed page's
// heading is a mistake; so is a body of more than a book.
const (
	MaxTitle    = 300
	MaxNumber   = 100
	MaxKeywords = 200
	MaxMatter   = 100
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
	ErrMatter     = errors.New("填写了所属事项的，请选择它属于五公开的哪个阶段")
	ErrValidity   = errors.New("有效性只能是有效、已修改、废止、失效之一")
	ErrEnded      = errors.New("请填写废止或者失效的日期")
	ErrEndedWhen  = errors.New("废止或者失效的日期应在成文日期之后，且不能晚于今天")
	ErrEndedFor   = errors.New("只有废止、失效的文件填写废止或者失效的日期")
	ErrInterprets = errors.New("请写被解读政策的索引号，或者带机关代字的完整文号")
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
	c.Matter = strings.Join(strings.Fields(c.Matter), " ")
	c.Interprets = yearBrackets.ReplaceAllString(strings.TrimSpace(c.Interprets), "〔$1〕")
	if index, err := ParseIndex(c.Interprets); err == nil {
		c.Interprets = index
	}
	c.EndedOn = c.Ended()
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
	case c.Matter != "" && c.Stage == "":
		return ErrMatter
	case c.Validity != "" && c.Validity.Name() == "":
		return ErrValidity
	case !c.endsInTime(today):
		return ErrEndedWhen
	case !c.namesPolicy():
		return ErrInterprets
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
	return c.checkPiece()
}

// endsInTime says whether the day the document ceased can be true.
func (c Content) endsInTime(today calendar.Day) bool {
	end := c.Ended()
	return end == calendar.NoDay || end <= today && end > c.IssuedOn
}

// namesPolicy says whether what it explains can name one policy: a number
// without its prefix, 〔2017〕54号, names many.
func (c Content) namesPolicy() bool { return !strings.HasSuffix(c.Explains(), "|") }

// EndTold refuses a document that is said to have ceased without the day.
// before is what has been public of it: of a record that never had the day,
// nobody is made to find it for the sake of another correction. Errors:
// [ErrEnded].
func (c Content) EndTold(before *Content) error {
	if !c.Validity.Ceased() || c.EndedOn != calendar.NoDay {
		return nil
	}
	if before != nil && before.Validity == c.Validity && before.EndedOn == calendar.NoDay {
		return nil
	}
	return ErrEnded
}

func knownStage(s Stage) bool {
	for _, known := range Stages {
		if s == known {
			return true
		}
	}
	return false
}
