// Package fee (信息处理费) reckons the fee for processing information.
//
// Disclosure on request is free; when the number or frequency of one
// applicant's requests plainly exceeds what is reasonable the agency may charge
// (第四十二条 of the 2019 edition). It charges by request or by page, never
// both for one request, each by the progressive schedule of 国办函〔2020〕109号,
// in force from 2021-01-01. By request means all requests of one applicant in
// one calendar month.
//
// Before 2021 there was none ([Regimes]).
//
// Whether to charge, and to whom, is decided elsewhere; this package only
// reckons. Amounts are whole yuan.
package fee
