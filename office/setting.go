package office

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/store"
)

// Setting is one thing a city decides for itself, where the law leaves it open.
type Setting struct {
	Key     string
	Name    string
	Hint    string
	Default string
	// Choices are the values there are, with their names; nil for words.
	Choices []SettingChoice
}

// SettingChoice is one value of a setting.
type SettingChoice struct{ Value, Name string }

// Settings is every setting, in the order of the page.
var Settings = []Setting{
	{Key: "confirm", Name: "网上申请的双方确认", Default: "official",
		Hint: "网上提交的申请以双方确认之日为收到申请之日（第三十一条）。由承办人联系申请人确认，或者提交成功即视为双方确认。",
		Choices: []SettingChoice{
			{"official", "由承办人与申请人联系确认"},
			{"submit", "提交成功即视为双方确认"},
		}},
	{Key: "draft_lead", Name: "内部拟办期限", Default: strconv.Itoa(DraftLead),
		Hint: "比法定期限早几个工作日拟好答复；修改后，新的和有变动的申请按新值计算。",
		Choices: []SettingChoice{
			{"0", "与法定期限相同"}, {"1", "早 1 个工作日"}, {"2", "早 2 个工作日"}, {"3", "早 3 个工作日"},
			{"5", "早 5 个工作日"}, {"7", "早 7 个工作日"}, {"10", "早 10 个工作日"},
		}},
	{Key: interpretationDays, Name: "政策解读期限", Default: strconv.Itoa(publication.PlanDays),
		Hint: "规章和规范性文件公开后几个工作日内公开解读稿；修改后，新制定的解读方案按新值办理。",
		Choices: []SettingChoice{
			{"0", "与文件同日公开"}, {"1", "1 个工作日内"}, {"2", "2 个工作日内"}, {"3", "3 个工作日内"},
		}},
	{Key: gazetteName, Name: "政府公报的名称", Default: "政府公报", Hint: "例如：长春政报。"},
	{Key: gazetteEditor, Name: "编辑政府公报的机关", Hint: "填写机关代码，例如 ZFBGT；公报由这个机关和市政务公开办登记。"},
	{Key: reexamineYears, Name: "重新评估的最长间隔", Default: strconv.Itoa(publication.ReexamineYears),
		Hint: "不主动公开的信息应当定期评估（第十八条）；重新评估日期不能晚于几年以后。",
		Choices: []SettingChoice{
			{"1", "一年"}, {"2", "两年"}, {"3", "三年"}, {"5", "五年"},
		}},
	{Key: secrecyAuthority, Name: "保密行政管理部门", Hint: "不能确定能否公开的信息报它确定（第十七条），例如：长春市国家保密局。"},
	{Key: "reconsideration", Name: "行政复议机关", Hint: "写入告知书的救济途径，例如：长春市人民政府。"},
	{Key: "court", Name: "人民法院", Hint: "写入告知书的救济途径；不填写的，告知书写“有管辖权的人民法院”。"},
	{Key: "pay", Name: "信息处理费的缴纳方式", Hint: "写入收费通知书，例如：持缴款码到非税收入代收银行缴纳。"},
}

var (
	// ErrSetting refuses a setting there is not.
	ErrSetting = errors.New("没有这项设置")
	// ErrSettingValue refuses a value a setting cannot have.
	ErrSettingValue = errors.New("这项设置没有这个值")
)

// SettingOf is the setting of a key; false if there is none.
func SettingOf(key string) (Setting, bool) {
	for _, s := range Settings {
		if s.Key == key {
			return s, true
		}
	}
	return Setting{}, false
}

// Setting is what the city decided, or the default.
func (o *Office) Setting(ctx context.Context, key string) (string, error) {
	values, err := o.settings(ctx, key)
	return values[key], err
}

// settings is several at once, by key; all are the defaults where they cannot
// be read.
func (o *Office) settings(ctx context.Context, keys ...string) (map[string]string, error) {
	decided, err := o.Store.CityValues(ctx, keys...)
	values, unknown := orDefault(decided, keys...)
	if unknown != nil {
		return nil, unknown
	}
	return values, err
}

// orDefault is what the city decided, or the defaults. Errors: [ErrSetting].
func orDefault(decided map[string]string, keys ...string) (map[string]string, error) {
	values := map[string]string{}
	for _, key := range keys {
		s, ok := SettingOf(key)
		if !ok {
			return nil, ErrSetting
		}
		values[key] = cmp.Or(decided[key], s.Default)
	}
	return values, nil
}

// CheckSetting cleans the value of a setting. Errors: as of [Office.Set].
func CheckSetting(key, value string) (string, error) {
	s, ok := SettingOf(key)
	if !ok {
		return "", ErrSetting
	}
	value, err := text.Line(value, 120)
	if err != nil {
		return "", err
	}
	if s.Choices != nil && !slices.ContainsFunc(s.Choices, func(c SettingChoice) bool { return c.Value == value }) {
		return "", ErrSettingValue
	}
	return value, nil
}

// Set decides a setting; the entry tells the value before and after. Errors:
// [ErrSetting], [ErrSettingValue], those of package text.
func (o *Office) Set(ctx context.Context, by account.Actor, key, value string) error {
	value, err := CheckSetting(key, value)
	if err != nil {
		return err
	}
	at := o.Now()
	return o.Store.Act(ctx, by, at, func(tx *store.Tx) error {
		before, err := tx.City(ctx, key)
		if err != nil || before == value {
			return err
		}
		e := journal.Entry{At: at, Act: journal.CitySet, Thing: "setting/" + key, Actor: string(by.Login), Note: before + " → " + value}
		return tx.SaveCity(ctx, map[string]string{key: value}, nil, nil, e)
	})
}

// lead is by how many working days a draft is due before the answer.
func (o *Office) lead(ctx context.Context) int {
	value, err := o.Setting(ctx, "draft_lead")
	if err != nil {
		return DraftLead
	}
	return leadOf(value)
}

// leadOf is the setting in working days.
func leadOf(value string) int {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err != nil || n < 0 || n > 10 {
		return DraftLead
	}
	return n
}
