import { it } from 'vitest';
import { exp, ln, pow } from '/work/main/src/kernel/mathematics.js';
import { errorInUnits, exact, exactExp, exactLn, exactPow } from '/work/main/test/kernel/exact.js';
it('stress', () => { let s = 12345; const r = () => { s = (s * 48271) % 2147483647; return s / 2147483647; };
 let e=0,l=0,p=0,sub=0; for (let i=0;i<15000;i++){ let x=r()*1416-708; e=Math.max(e,errorInUnits(exp(x),exactExp(exact(x)))); x=r()-.5; e=Math.max(e,errorInUnits(exp(x),exactExp(exact(x)))); x=-708-37*r(); sub=Math.max(sub,errorInUnits(exp(x),exactExp(exact(x))));
  if (i<8000){ x=.5+1.5*r(); l=Math.max(l,errorInUnits(ln(x),exactLn(x))); x=Math.exp(r()*1400-700); l=Math.max(l,errorInUnits(ln(x),exactLn(x))); const b=Math.exp(r()*28-14), y=(r()-.5)*100; p=Math.max(p,errorInUnits(pow(b,y),exactPow(b,y))); } }
 console.log('worst', {e,sub,l,p}); }, 600000);
