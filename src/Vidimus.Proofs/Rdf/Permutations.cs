namespace Vidimus.Proofs.Rdf;

internal static class Permutations
{
    /// <summary>Every order of the items, one after the other, without holding them all (lexicographic order of positions).</summary>
    public static IEnumerable<int[]> Of(List<int> items)
    {
        var positions = Enumerable.Range(0, items.Count).ToArray();
        while (true)
        {
            yield return Array.ConvertAll(positions, p => items[p]);
            var pivot = positions.Length - 2;
            while (pivot >= 0 && positions[pivot] > positions[pivot + 1])
            {
                pivot--;
            }

            if (pivot < 0)
            {
                yield break;
            }

            var swap = positions.Length - 1;
            while (positions[swap] < positions[pivot])
            {
                swap--;
            }

            (positions[pivot], positions[swap]) = (positions[swap], positions[pivot]);
            Array.Reverse(positions, pivot + 1, positions.Length - pivot - 1);
        }
    }
}
