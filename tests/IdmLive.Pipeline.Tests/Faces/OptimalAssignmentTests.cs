using IdmLive.Pipeline.Faces;

namespace IdmLive.Pipeline.Tests.Faces;

public sealed class OptimalAssignmentTests
{
    [Fact]
    public void The_cheapest_sum_wins_over_the_cheapest_pair()
    {
        // Greedy takes (0, 0) for 1 and has to pay 10 for (1, 1).
        Assert.Equal([1, 0], OptimalAssignment.Solve(new double[,] { { 1, 2 }, { 2, 10 } }, alone: 20));
    }

    [Fact]
    public void No_order_of_columns_is_cheaper()
    {
        Random random = new(1);
        for (int run = 0; run < 300; run++)
        {
            int rows = random.Next(1, 6), columns = random.Next(0, 6);
            double[,] costs = new double[rows, columns];
            for (int i = 0; i < costs.Length; i++)
            {
                costs[i / columns, i % columns] = random.NextDouble() < 0.2 ? double.PositiveInfinity : random.NextDouble();
            }

            const double alone = 0.6;
            int[] found = OptimalAssignment.Solve(costs, alone);
            Assert.Equal(found.Where(c => c >= 0).Count(), found.Where(c => c >= 0).Distinct().Count());
            Assert.Equal(Cheapest(costs, alone, 0, 0), Sum(costs, found, alone), 9);
        }
    }

    [Fact]
    public void A_pair_that_is_out_of_the_question_is_not_made() =>
        Assert.Equal([-1, 0], OptimalAssignment.Solve(new[,] { { double.PositiveInfinity }, { 0.2 } }, alone: 1));

    [Fact]
    public void Nothing_is_assigned_to_nothing()
    {
        Assert.Empty(OptimalAssignment.Solve(new double[0, 3], alone: 1));
        Assert.Equal([-1, -1], OptimalAssignment.Solve(new double[2, 0], alone: 1));
    }

    private static double Sum(double[,] costs, int[] assigned, double alone) => assigned.Select((c, r) => c < 0 ? alone : costs[r, c]).Sum();

    private static double Cheapest(double[,] costs, double alone, int row, int taken)
    {
        if (row == costs.GetLength(0))
        {
            return 0;
        }

        double best = alone + Cheapest(costs, alone, row + 1, taken);
        for (int column = 0; column < costs.GetLength(1); column++)
        {
            if ((taken & (1 << column)) == 0)
            {
                best = Math.Min(best, costs[row, column] + Cheapest(costs, alone, row + 1, taken | (1 << column)));
            }
        }

        return best;
    }
}
