import { createContext, useContext } from 'react'
import type { Config } from './config.ts'

export const ConfigContext = createContext<Config | undefined>(undefined)

/** What the deployment says of itself. */
export function useConfig(): Config {
  const config = useContext(ConfigContext)
  if (config === undefined) throw new Error('no settings of the deployment')
  return config
}
