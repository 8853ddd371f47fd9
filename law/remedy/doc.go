// Package remedy (救济) knows what may be done against a reply to a request, and
// how long everybody has.
//
// It owns the limits of reconsideration (行政复议), litigation (行政诉讼) and
// complaints ([Rule], [Due]), which road is open against which outcome
// ([Rights]) and the paragraph that a letter prints about it ([Advice]). The
// cases themselves are the matter of affairs/remedy.
//
// The rows are dated: a limit runs by the law in force on the day it starts
// from. The articles cited were read in the Reconsideration Law of 2023, in the
// older one and the Litigation Law as they stood in 2017 (the amendments before
// changed no limit), and in the Petition Regulation of 2022. The rows of the
// Litigation Law of 1989, of the Petition Regulation of 2005 and the transition
// of 2015 are given from memory of their published text; Source says so of the
// rows.
//
// How it counts:
//
//  1. The day a limit starts from is day 0.
//  2. 日 are calendar days, except where the Reconsideration Law says that its
//     short limits are working days: 五日 and 七日 in the older law (第四十条),
//     三日, 五日, 七日 and 十日 in that of 2023 (第八十八条).
//  3. A limit of months ends on the day of the same number, or on the last of
//     the month when it has none.
//  4. When the last day is not a working day the limit ends on the first one
//     after it. That is the rule of the Civil Procedure Law, to which both laws
//     refer; complaints follow no such law, and their last day stays.
//
// Two readings were disputed. The law of 2023 sends refusals to reconsideration
// first; that this means the refusals of arts 14, 15 and 16 only was settled by
// 法释〔2025〕8号 and is applied here from the first day of that law. Whether
// silence must go there first too (第二十三条第一款第（三）项) is not settled for
// certain; by 第二条第二款 of the same interpretation both roads are taken to
// be open.
package remedy
