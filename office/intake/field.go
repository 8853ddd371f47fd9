package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/store"
)

// Field is what a column of a file can be.
type Field string

const (
	Address   Field = "url"
	Title     Field = "title"
	Number    Field = "doc_number"
	Issued    Field = "issued"
	Published Field = "published"
	Category  Field = "category"
	Body      Field = "body"
	Keywords  Field = "keywords"
	Channel   Field = "channel"
	Stage     Field = "stage"
	Matter    Field = "matter"
	Normative Field = "normative"
	Validity  Field = "validity"
	Ended     Field = "ended"
	Policy    Field = "interprets"
	Piece     Field = "piece"
	// Ignored is a column that is not taken over.
	Ignored Field = ""
)

// Fields lists every field with its printed name and the further headings it
// is recognised by, in small letters. The code and the printed name are
// recognised too.
var Fields = []struct {
	Field    Field
	Name     string
	Headings []string
	Required bool
}{
	{Address, "网址", []string{"地址", "链接", "原文链接", "link", "href", "address"}, false},
	{Title, "名称", []string{"标题", "文件名称", "信息名称", "题名", "name"}, true},
	{Number, "文号", []string{"发文字号", "文件编号", "发文号", "number", "docnumber", "document_number"}, false},
	{Issued, "成文日期", []string{"发文日期", "生成日期", "印发日期", "制发日期", "issued_on", "date_issued"}, false},
	{Published, "发布日期", []string{"公开日期", "发布时间", "公布日期", "发布时间日期", "published_on", "published_at", "date_published"}, true},
	{Category, "分类", []string{"类别", "目录类别", "信息分类", "主题分类"}, false},
	{Body, "正文", []string{"内容", "正文内容", "信息内容", "content", "text"}, false},
	{Keywords, "主题词", []string{"关键词", "关键字", "keyword", "subject"}, false},
	{Channel, "渠道", []string{"发布渠道", "公开渠道", "channels"}, false},
	{Stage, "五公开", []string{"阶段", "五公开阶段"}, false},
	{Matter, "所属事项", []string{"事项", "事项名称"}, false},
	{Normative, "规范性文件", []string{"是否规范性文件", "规范性"}, false},
	{Validity, "有效性", []string{"效力", "时效性", "效力状态", "有效状态"}, false},
	{Ended, "废止或失效日期", []string{"废止日期", "失效日期", "废止时间", "失效时间", "ended_on", "repealed_on"}, false},
	{Policy, "解读的政策", []string{"被解读文件", "被解读政策", "解读文件", "被解读文号", "解读对象", "policy"}, false},
	{Piece, "解读形式", []string{"解读方式", "解读类型", "解读种类", "interpretation_kind"}, false},
}

// Name is the printed name; "" for [Ignored].
func (f Field) Name() string {
	for _, row := range Fields {
		if row.Field == f {
			return row.Name
		}
	}
	return ""
}

// Mapping says for each column of a file, from the first, which field it is.
// Columns beyond its end are [Ignored].
type Mapping []Field

var (
	ErrMapping   = errors.New("列的对应关系不正确")
	ErrNoTitle   = errors.New("请指明哪一列是名称")
	ErrNoDate    = errors.New("请指明哪一列是发布日期")
	ErrFieldOnce = errors.New("一个项目只能对应一列")
)

// Check refuses a mapping with which no row could come in, or some could come
// in two ways. Errors: [ErrNoTitle], [ErrNoDate], [ErrFieldOnce],
// [ErrMapping].
func (m Mapping) Check(header []string) error {
	if len(m) > len(header) {
		return ErrMapping
	}
	seen := map[Field]bool{}
	for _, f := range m {
		if f == Ignored {
			continue
		}
		if f.Name() == "" {
			return fmt.Errorf("%w：%s", ErrMapping, f)
		}
		if seen[f] {
			return fmt.Errorf("%w：%s", ErrFieldOnce, f.Name())
		}
		seen[f] = true
	}
	switch {
	case !seen[Title]:
		return ErrNoTitle
	case !seen[Published]:
		return ErrNoDate
	}
	return nil
}

var recognised = func() map[string]Field {
	m := map[string]Field{}
	for _, row := range Fields {
		m[string(row.Field)], m[row.Name] = row.Field, row.Field
		for _, h := range row.Headings {
			m[h] = row.Field
		}
	}
	return m
}()

// Guess maps the columns whose headings are recognised; of two with the same
// meaning, the first. It may lack what [Mapping.Check] requires.
func Guess(header []string) Mapping {
	m := make(Mapping, len(header))
	seen := map[Field]bool{}
	for i, h := range header {
		h = strings.ToLower(strings.Join(strings.Fields(h), ""))
		h = strings.Trim(h, "*:：\u200b\ufeff")
		if f := recognised[h]; !seen[f] {
			m[i] = f
			seen[f] = f != Ignored
		}
	}
	return m
}

func headerKey(header []string) string {
	text, err := json.Marshal(header)
	if err != nil { // strings always marshal
		return strings.Join(header, "\t")
	}
	return string(text)
}

// remembered is how the agency last read a file with such a header; otherwise
// what can be guessed of its columns.
func remembered(ctx context.Context, s *store.Store, in agency.Code, header []string) (options, error) {
	text, err := s.Mapping(ctx, in, headerKey(header))
	if err != nil {
		return options{}, err
	}
	var opt options
	if text != "" && json.Unmarshal([]byte(text), &opt) != nil {
		// From before more than the columns was remembered.
		opt = options{}
		if json.Unmarshal([]byte(text), &opt.Columns) != nil {
			opt.Columns = nil
		}
	}
	if opt.Columns.Check(header) == nil {
		return opt, nil
	}
	return options{Columns: Guess(header)}, nil
}

func remember(ctx context.Context, s *store.Store, in agency.Code, header []string, opt options) error {
	text, err := json.Marshal(opt)
	if err != nil {
		return err
	}
	return s.SaveMapping(ctx, in, headerKey(header), string(text))
}
