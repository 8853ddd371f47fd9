// Script only improves: every page works without it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll
} from 'govuk-frontend'
import { editors } from './editor.js'
import { redaction } from './redact.js'
import { reportText } from './report.js'
import { offers, printing, sizes } from './request.js'
import { suggestions } from './search.js'

// The style sheet hides nothing until this class says a script is there to show it again.
document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported')
}

// The components speak English by themselves, as long as they are told nothing; a Chinese page tells them its words.
const chinese = document.documentElement.lang.startsWith('zh')
const words = chinese
  ? {
      count: {
        charactersUnderLimit: { other: '还可输入 %{count} 字' },
        charactersAtLimit: '已到字数上限',
        charactersOverLimit: { other: '超出 %{count} 字' },
        textareaDescription: { other: '最多 %{count} 字' }
      },
      password: {
        showPassword: '显示',
        hidePassword: '隐藏',
        showPasswordAriaLabel: '显示密码',
        hidePasswordAriaLabel: '隐藏密码',
        passwordShownAnnouncement: '密码已显示',
        passwordHiddenAnnouncement: '密码已隐藏'
      }
    }
  : {}

createAll(Button, { preventDoubleClick: true })
createAll(CharacterCount, words.count && { i18n: words.count })
createAll(Checkboxes)
createAll(ErrorSummary)
createAll(NotificationBanner)
createAll(PasswordInput, words.password && { i18n: words.password })
createAll(Radios)
createAll(ServiceNavigation)
createAll(SkipLink)

editors()
offers()
printing()
sizes()
reportText()
redaction()
suggestions()
