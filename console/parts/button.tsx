/** Buttons: one kind for the one act of a view, the plain one for the rest, and `danger` for what takes something away. */
import type { ComponentProps, ReactNode } from 'react'

type ButtonProps = ComponentProps<'button'> & {
  kind?: 'primary' | 'plain' | 'quiet' | 'danger'
  size?: 's' | 'm'
  /** Why it can't be used now: it keeps its focus and says so. */
  unavailable?: string | undefined
}

export function Button({ kind = 'plain', size = 'm', unavailable, onClick, ...rest }: ButtonProps): ReactNode {
  const why = unavailable === undefined ? {} : { 'aria-disabled': true, title: unavailable }
  return (
    <button
      type="button"
      className="button"
      data-kind={kind}
      data-size={size}
      {...why}
      {...(unavailable === undefined && onClick && { onClick })}
      {...rest}
    />
  )
}
