namespace IdmLive.Pipeline.Faces;

/// <summary>The cheapest one-to-one assignment of rows to columns (Hungarian method with potentials, Kuhn 1955, Munkres 1957).</summary>
internal static class OptimalAssignment
{
    /// <summary>Column of each row, or -1 where leaving the row alone is as cheap.</summary>
    /// <param name="costs">Cost of each pair; infinite where a pair is out of the question.</param>
    /// <param name="alone">Cost of a row without a column: no pair dearer than this is made.</param>
    public static int[] Solve(double[,] costs, double alone)
    {
        int rows = costs.GetLength(0), real = costs.GetLength(1), columns = real + rows;

        // A private extra column for each row stands for "alone"; then every row has a column and rows <= columns.
        double Cost(int row, int column) => column < real ? Math.Min(costs[row, column], 4 * alone) : column - real == row ? alone : 4 * alone;

        double[] rowPotential = new double[rows + 1], columnPotential = new double[columns + 1];
        int[] rowOf = new int[columns + 1], from = new int[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            Augment(row);
        }

        int[] assigned = new int[rows];
        Array.Fill(assigned, -1);
        for (int column = 1; column <= real; column++)
        {
            if (rowOf[column] > 0 && costs[rowOf[column] - 1, column - 1] < alone)
            {
                assigned[rowOf[column] - 1] = column - 1;
            }
        }

        return assigned;

        // Index 0 is a virtual row and column; a shortest path from the new row to a free column re-assigns the rows on its way.
        void Augment(int row)
        {
            rowOf[0] = row;
            double[] least = new double[columns + 1];
            bool[] visited = new bool[columns + 1];
            Array.Fill(least, double.PositiveInfinity);
            int at = 0;
            while (rowOf[at] != 0)
            {
                visited[at] = true;
                int next = 0;
                double step = double.PositiveInfinity;
                for (int column = 1; column <= columns; column++)
                {
                    if (visited[column])
                    {
                        continue;
                    }

                    double reduced = Cost(rowOf[at] - 1, column - 1) - rowPotential[rowOf[at]] - columnPotential[column];
                    if (reduced < least[column])
                    {
                        (least[column], from[column]) = (reduced, at);
                    }

                    if (least[column] < step)
                    {
                        (step, next) = (least[column], column);
                    }
                }

                for (int column = 0; column <= columns; column++)
                {
                    if (visited[column])
                    {
                        rowPotential[rowOf[column]] += step;
                        columnPotential[column] -= step;
                    }
                    else
                    {
                        least[column] -= step;
                    }
                }

                at = next;
            }

            for (; at != 0; at = from[at])
            {
                rowOf[at] = rowOf[from[at]];
            }
        }
    }
}
