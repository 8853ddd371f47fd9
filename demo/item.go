package demo

import (
	"time"

	"gongkai/law/calendar"
)

// Channel is the one channel by which the report counts an item; its text is
// the code used in files and addresses.
type Channel string

const (
	Website Channel = "website" // 政府网站
	Gazette Channel = "gazette" // 政府公报
	Weibo   Channel = "weibo"   // 政务微博
	WeChat  Channel = "wechat"  // 政务微信
	Other   Channel = "other"   // 手机客户端、办事指南等
)

// The channels in the order of the report.
var channels = [...]Channel{Website, Gazette, Weibo, WeChat, Other}

// The validities of a normative document (有效性).
const (
	InForce  = "in_force" // 有效
	Amended  = "amended"  // 已修改
	Repealed = "repealed" // 废止
	Expired  = "expired"  // 失效
)

// Item is one publication, ready to be vouched for and published.
type Item struct {
	Agency   string // code in cities/changchun/agencies.json
	Category string // code in cities/changchun/categories.json
	Title    string
	Number   string // 文号, as 长府办发〔2017〕54号; "" if none
	Body     string // safe HTML: p and h2, no attributes
	// IssuedOn (成文日期) is a working day, but for what goes out on Weibo and
	// WeChat, and never after PublishedOn.
	IssuedOn    calendar.Day
	PublishedOn calendar.Day
	PublishedAt time.Time // in PublishedOn, Beijing time, to the second
	Channel     Channel
	Keywords    string // 主题词, separated by a blank
	Stage       string // 决策, 执行, 管理, 服务 or 结果
	Normative   bool   // 规范性文件
	// Validity as of 2017-12-31; "" unless Normative or a rule (规章), which is
	// what stands in the category A0102.
	Validity string
	// EndedOn is the day from which on it was [Repealed] or [Expired]; NoDay
	// for all others. An amended document is in force.
	EndedOn calendar.Day
	// Interprets is the 文号 of the policy the item explains, an item told before
	// it; "" if it explains none.
	Interprets string
	Piece      string // how it explains it: text, figure or qa
	// Stock marks a document issued before 2017. It was put on the new site
	// when that went live, but bears the dates of its own year, so that it is
	// no part of what was published in 2017.
	Stock bool
}
