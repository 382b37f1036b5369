/** Lets those who ask for the same while it is under way share one answer. */
export function shareFlights<T>(): (key: string, work: () => Promise<T>) => Promise<T> {
  const flights = new Map<string, Promise<T>>();
  return (key, work) => {
    const before = flights.get(key);
    if (before !== undefined) return before;
    const flight = work().finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };
}
